#include "importers/byte_source.h"

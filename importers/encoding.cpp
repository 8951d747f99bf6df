#include "importers/encoding.h"

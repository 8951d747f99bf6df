#include "importers/value.h"

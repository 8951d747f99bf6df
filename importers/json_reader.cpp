#include "importers/json_reader.h"

#include "importers/table_reader.h"

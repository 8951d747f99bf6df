#include "importers/csv_reader.h"

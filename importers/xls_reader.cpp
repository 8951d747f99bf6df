#include "importers/sheet.h"

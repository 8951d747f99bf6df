#include "importers/document.h"

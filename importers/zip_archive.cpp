#include "importers/zip_archive.h"

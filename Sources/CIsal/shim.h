#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// Expression macros are not imported by Swift.
static const int fraise_isal_level1_default = ISAL_DEF_LVL1_DEFAULT;

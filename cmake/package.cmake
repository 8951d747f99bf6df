# The Debian package; see script/package.

/** This package's version, written into the files it saves. A test holds it to package.json. */
export const VERSION = '0.1.0'

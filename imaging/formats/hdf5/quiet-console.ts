/*
 * Imported before the library, which binds these when it is loaded and writes about every error; nobody should have to
 * read that.
 */
console.log = () => {};
console.error = () => {};

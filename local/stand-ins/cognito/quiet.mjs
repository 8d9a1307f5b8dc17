/**
 * oidc-provider warns whoever would run it for others: of this Node, and of what is kept in memory. On a desk that
 * is as it should be. Imported before it; errors are still written.
 */
console.warn = () => undefined;
console.info = () => undefined;

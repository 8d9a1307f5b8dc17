/** @throws when an entry could never equal the Origin header of a browser. */
export function assertOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    const remedy = URL.canParse(origin)
      ? `did you mean '${new URL(origin).origin}'?`
      : "give a scheme and a host, such as 'https://app.example.com'.";
    throw new Error(`allowedOrigins: '${origin}' is not an origin; ${remedy}`);
  }
}

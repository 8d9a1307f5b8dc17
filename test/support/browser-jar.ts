/** What a browser does with cookies, as far as the facade depends on it. */
export class BrowserJar {
  readonly cookies = new Map<string, string>();

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      const lower = attributes.map((attribute) => attribute.toLowerCase());
      if (!['path=/', 'secure', 'httponly', 'samesite=lax'].every((needed) => lower.includes(needed))) {
        throw new Error(`the cookie ${name} lacks an attribute: ${attributes.join('; ')}`);
      }
      if (lower.some((attribute) => attribute.startsWith('domain'))) throw new Error(`${name} has a Domain`);
      if (lower.includes('max-age=0')) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(at + 1));
    }
  }
}

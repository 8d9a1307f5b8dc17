export async function inspect(url: URL, openBrowser: (link: URL) => Promise<unknown>): Promise<string> {
  throw new Error(`not yet ${url} ${String(openBrowser)}`);
}

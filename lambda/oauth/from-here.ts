/**
 * Browsers say where a form comes from; a client that says nothing is no browser, and has no cookie to lend. A page
 * without a referrer sends its own forms with the origin `null` (Fetch §3.2), and then only the browser's word on the
 * site tells them from those of a stranger.
 */
export function isFromHere(request: Request, origin: string): boolean {
  const sent = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin') return sent === null || sent === origin || sent === 'null';
  return site === null && (sent === null || sent === origin);
}

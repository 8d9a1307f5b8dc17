/** @import { PoolUser } from './pool.js' */

const STYLE = `
  :root { color-scheme: light dark; --line: light-dark(#c9ced6, #4a525e); --accent: light-dark(#1d4ed8, #93b4ff); }
  * { box-sizing: border-box; }
  body { margin: 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
  main { max-width: 26rem; margin: 4vh auto; }
  h1 { font-size: 1.5rem; margin: 1.5rem 0 1rem; }
  h2 { font-size: 1rem; margin: 2rem 0 0.25rem; }
  .note { border-left: 0.25rem solid var(--accent); padding-left: 0.75rem; margin: 0; }
  .refused { border: 2px solid light-dark(#b42318, #ff9b90); border-radius: 0.375rem; padding: 0.5rem 0.75rem; }
  label { display: block; margin-top: 1rem; font-weight: 600; }
  input, button { width: 100%; min-height: 2.75rem; font: inherit; border-radius: 0.375rem; }
  input { border: 1px solid var(--line); padding: 0 0.75rem; background: Field; color: FieldText; }
  button { margin-top: 1.5rem; border: 0; font-weight: 600; background: var(--accent); color: Canvas; cursor: pointer; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { padding: 0.5rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
  li span { display: block; font-size: 0.875rem; }
`;
const NOTE =
  'This page stands in for Amazon Cognito on this machine. Nothing you type here leaves it: use a user of the desk, never your own password.';

/**
 * The form works without JavaScript, and is posted to where it is.
 *
 * @param {{ users: readonly PoolUser[], username: string, refused?: boolean }} options
 */
export function renderLogin({ users, username, refused = false }) {
  const focus = (/** @type {boolean} */ here) => (here ? ' autofocus' : '');
  return document(
    'Sign in',
    `<p class="note">${NOTE}</p>
<h1>Sign in</h1>
${refused ? '<p class="refused" role="alert">Incorrect user name or password.</p>' : ''}
<form method="post">
<label for="username">User name</label>
<input id="username" name="username" value="${escape(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${focus(username === '')}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${focus(username !== '')}>
<button type="submit">Sign in</button>
</form>
<h2>Users on this desk</h2>
<ul>
${users.map(entry).join('\n')}
</ul>`,
  );
}

/** @param {string} error */
export function renderError(error) {
  return document(
    'Sign in failed',
    `<p class="note">${NOTE}</p>
<h1>An error was encountered with the requested page.</h1>
<p><code>${escape(error)}</code></p>
<p>Go back to your application and start again.</p>`,
  );
}

/** @param {PoolUser} user */
function entry({ username, groups }) {
  const membership = groups.length > 0 ? `Groups: ${groups.join(', ')}` : 'In no group';
  return `<li>${escape(username)}<span>${escape(membership)}</span></li>`;
}

/**
 * @param {string} title
 * @param {string} content
 */
function document(title, content) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Cognito on the desk</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

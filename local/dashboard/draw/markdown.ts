import { markup, Markup, NOTHING } from './markup';

/** Code, strong, emphasis and links; an address of another scheme than the web's stays text. */
const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+|#[^\s)]*)\)/g;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*[-*]\s+(.*)$/;

/** The part of Markdown that text widgets live on: headings, paragraphs, lists. Anything else stays as written. */
export function markdown(text: string): Markup {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return markup`<div class="text">${blocks.flatMap((block) => lines(block.split('\n')))}</div>`;
}

function lines(block: readonly string[]): Markup[] {
  const made: Markup[] = [];
  let [items, words]: [Markup[], string[]] = [[], []];
  const flush = (): void => {
    if (items.length > 0) made.push(markup`<ul>${items}</ul>`);
    if (words.length > 0) made.push(markup`<p>${inline(words.join(' '))}</p>`);
    [items, words] = [[], []];
  };
  for (const line of block) {
    const [, marks, title = ''] = HEADING.exec(line) ?? [];
    const [, item] = ITEM.exec(line) ?? [];
    if (marks !== undefined) {
      flush();
      made.push(heading(marks.length, title));
    } else if (item === undefined) words.push(line);
    else items.push(markup`<li>${inline(item)}</li>`);
  }
  flush();
  return made;
}

function heading(level: number, title: string): Markup {
  return level === 1 ? markup`<h2>${inline(title)}</h2>` : markup`<h3>${inline(title)}</h3>`;
}

function inline(text: string): Markup {
  const parts: Markup[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(markup`${text.slice(at, match.index)}`, mark(match));
    at = match.index + match[0].length;
  }
  return markup`${parts}${text.slice(at)}`;
}

function mark([, code, strong, emphasis, label = '', address = '']: RegExpExecArray): Markup {
  if (code !== undefined) return markup`<code>${code}</code>`;
  if (strong !== undefined) return markup`<strong>${strong}</strong>`;
  if (emphasis !== undefined) return markup`<em>${emphasis}</em>`;
  return address === '' ? NOTHING : markup`<a href="${address}">${label}</a>`;
}

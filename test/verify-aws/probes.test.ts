import { readFileSync } from 'node:fs';
import { COGNITO_PROBES } from './cognito-probes';
import { ENDPOINT_PROBES } from './endpoint-probes';
import { askAll, tableOf } from './probe';
import { startStandIn, type Behavior } from './stand-in';

const PROBES = [...COGNITO_PROBES, ...ENDPOINT_PROBES];

async function answersOf(behavior: Behavior): Promise<readonly string[]> {
  const standIn = await startStandIn(behavior);
  try {
    return (await askAll(PROBES, standIn.context)).map(({ answer }) => answer);
  } finally {
    await standIn.close();
  }
}

it('tells an account that takes everything', async () => {
  const bound = 'accepted; `aud` is "https://verify.example.com/mcp"';
  expect(await answersOf({ strict: false, longestState: 20_000, header: 'kept' })).toEqual([
    bound,
    'accepted; `aud` is "https://unregistered.example.com/mcp"',
    bound,
    bound,
    '16000 characters pass; longer ones were not tried',
    'again: accepted; its successor after that: accepted',
    'accepted',
    'it is there',
    'accepted',
    'kept: Bearer',
    'kept: Bearer',
    'kept: Bearer',
  ]);
});

it('tells one that refuses what it can', async () => {
  expect(await answersOf({ strict: true, longestState: 4_000, header: 'remapped' })).toEqual([
    'accepted; `aud` is "https://verify.example.com/mcp"',
    'refused at authorize: invalid_request',
    'refused at authorize: invalid_request',
    'refused at the token endpoint: 400 "invalid_request"',
    '4000 characters pass, 8000 are refused with 414',
    'again: refused at the token endpoint: 400 "invalid_grant"; its successor after that: accepted',
    'refused at the token endpoint: 400 "invalid_grant"',
    'it is not there',
    'refused: cannot use the redirect uri',
    ...Array<string>(3).fill('**lost**: it comes as `x-amzn-remapped-www-authenticate`'),
  ]);
});

it('writes a table, with what could not be asked', async () => {
  const standIn = await startStandIn({ strict: false, longestState: 4_000, header: 'lost' });
  const unanswered = {
    question: 'a | b',
    ask: () => Promise.reject(new Error('the login showed a page\nof its own')),
  };
  const answered = await askAll([unanswered, ...ENDPOINT_PROBES.slice(0, 1)], standIn.context);
  await standIn.close();
  expect(tableOf(answered, '2026-12-01', 'eu-west-1')).toBe(
    [
      'Asked on 2026-12-01 in eu-west-1.',
      '',
      '| question | answer |',
      '| --- | --- |',
      String.raw`| a \| b | could not be asked: the login showed a page of its own |`,
      '| `WWW-Authenticate` of a function behind an HTTP API | **lost** |',
    ].join('\n'),
  );
});

it('docs/verified.md has every question, in order', () => {
  const page = readFileSync('docs/verified.md', 'utf8');
  const rows = [...page.matchAll(/^\| (.+?) +\| .+ \|$/gm)].map(([, question]) => question);
  expect(rows.filter((row) => row !== 'question' && !row?.startsWith('---'))).toEqual(
    PROBES.map(({ question }) => question),
  );
});

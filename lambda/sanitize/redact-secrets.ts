export const REDACTED = '[redacted]';

/**
 * Secrets that are recognizable by their form. Each pattern has a fixed beginning and no nested repetition:
 * matching takes time in proportion to the text. What stands in `keep` stays, so that a reader sees what it was.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/gu,
    REDACTED,
  ],
  // JSON Web Tokens: signed (3 parts) and encrypted (5).
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){1,3}/gu, REDACTED],
  // AWS access key ids, and the secret that is named beside one.
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/gu, REDACTED],
  [/(aws_?secret_?access_?key["'\s]{0,4}[:=]["'\s]{0,4})[A-Za-z0-9/+]{40}/giu, `$1${REDACTED}`],
  // GitHub, GitLab, Slack, Stripe, Google, npm, OpenAI and Anthropic, SendGrid, Twilio.
  [/\bgh[pousr]_[A-Za-z0-9]{30,255}\b|\bgithub_pat_\w{20,255}\b|\bglpat-[\w-]{20,64}/gu, REDACTED],
  [/\bxox[abeoprs]-[\w-]{10,255}|\bxapp-[\w-]{10,255}/gu, REDACTED],
  [/\b[spr]k_(?:live|test)_[A-Za-z0-9]{10,255}\b|\bwhsec_[A-Za-z0-9+/=]{16,255}/gu, REDACTED],
  [/\bAIza[\w-]{35}|\bya29\.[\w-]{20,1000}/gu, REDACTED],
  [
    /\bnpm_[A-Za-z0-9]{36}\b|\bsk-[\w-]{20,255}|\bSG\.[\w-]{16,64}\.[\w-]{16,128}|\bSK[0-9a-f]{32}\b/gu,
    REDACTED,
  ],
  // The password of a connection string, and credentials in an HTTP header.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,100}:)[^\s/@"']{1,200}@/giu, `$1${REDACTED}@`],
  [/\b((?:Bearer|Basic)\s{1,4})[A-Za-z0-9._~+/-]{16,4096}={0,2}/gu, `$1${REDACTED}`],
  [
    /\b((?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|client[_-]?secret|account[_-]?key)["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;&}]{4,200}/giu,
    `$1${REDACTED}`,
  ],
];

/** Replaces secrets that a reader has no use for and must not see. */
export function redactSecrets(text: string): string {
  return PATTERNS.reduce((at, [pattern, replacement]) => at.replace(pattern, replacement), text);
}

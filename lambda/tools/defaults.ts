/** What a tool gets when it says nothing. Documented as `@default` on the options. */
export const DEFAULT_TIMEOUT_MS = 20_000;
export const DEFAULT_CHECK_TIMEOUT_MS = 5_000;
export const DEFAULT_HEALTH_TIMEOUT_MS = 2_000;
export const DEFAULT_OUTPUT_BYTES = 65_536;
export const DEFAULT_OUTPUT_ITEMS = 1_000;
export const DEFAULT_ARGUMENT_DEPTH = 16;

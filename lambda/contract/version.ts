/**
 * The version of everything in this folder. Synth writes it into the environment, the server compares it
 * at boot and refuses to serve when the two differ: an image can be built apart from its template.
 * Raise it when a name is removed or changes its meaning; adding a name does not need it.
 */
export const CONTRACT_VERSION = 1;

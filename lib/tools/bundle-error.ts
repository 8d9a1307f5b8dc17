/** Raised at synth when the module cannot become a server. The message is for whoever wrote the module. */
export class ToolsBundleError extends Error {
  override readonly name = 'ToolsBundleError';
}

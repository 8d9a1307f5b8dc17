import type { StackArtifact } from './cloud-assembly';
import { resolveIntrinsics, type LocalValues, type OtherStacks } from './intrinsics';
import type { Json, Output } from './template';

/** Outputs of all stacks, resolved when somebody asks: an output may be made of another stack's. */
export function outputsOf(values: ReadonlyMap<StackArtifact, LocalValues>): OtherStacks {
  function find(wanted: (stack: StackArtifact, id: string, output: Output) => boolean): Json | undefined {
    for (const stack of values.keys()) {
      for (const [id, output] of Object.entries(stack.template.Outputs ?? {})) {
        if (wanted(stack, id, output)) return resolved(stack, output.Value);
      }
    }
    return undefined;
  }

  function resolved(stack: StackArtifact, value: Json): Json | undefined {
    const own = values.get(stack);
    const resolution = own && resolveIntrinsics(value, stack.template, own);
    return resolution?.unresolved.length === 0 ? resolution.value : undefined;
  }

  return {
    exported: (name) =>
      find(
        (stack, _id, { Export: exportAs }) =>
          exportAs !== undefined && resolved(stack, exportAs.Name) === name,
      ),
    output: (stackName, outputName) =>
      find((stack, id) => stack.stackName === stackName && id === outputName),
  };
}

import { CloudWatchError } from '../cloudwatch-error';
import type { Compiled, Frame, Points } from './compiled';
import { fillByLine, fillByRepeat, fillWith } from './fill';
import { FUNCTION_NAMES, POINTWISE_FUNCTIONS, compileFunction } from './functions';
import { compileBinary, compileNegation } from './operators';
import { parseExpression } from './parser';
import type { SyntaxTree } from './syntax-tree';

/** What the ids of a request stand for. */
export interface Request {
  /** Period in seconds of every metric, by id, in the order of the request. */
  readonly metrics: ReadonlyMap<string, number>;
  /** Expressions by id. */
  readonly expressions: ReadonlyMap<string, string>;
}

export interface CompiledRequest {
  readonly result: Compiled;
  /** Every point depends on the points of its own timestamp alone, however many are asked for. */
  readonly isPointwise: boolean;
}

/**
 * Compiles the expression of an id together with those it refers to.
 *
 * @throws {CloudWatchError} when one does not parse, refers to an id that is not there or to itself, or gives a
 * function what it does not take.
 */
export function compileRequest(request: Request, id: string): CompiledRequest {
  const compiler = new Compiler(request);
  const result = compiler.reference(id);
  return { result, isPointwise: [...compiler.names].every((name) => POINTWISE_FUNCTIONS.has(name)) };
}

class Compiler {
  /** Functions and options that were met. */
  readonly names = new Set<string>();
  private readonly underWay: string[] = [];

  constructor(private readonly request: Request) {}

  reference(id: string): Compiled {
    if (this.request.metrics.has(id)) return { kind: 'series', run: (frame) => frame.points(id) };
    const expression = this.request.expressions.get(id);
    if (expression === undefined) {
      const known = [...this.request.metrics.keys(), ...this.request.expressions.keys()];
      throw new CloudWatchError(
        `no metric and no expression has the id ${id}; known are ${known.join(', ')}`,
      );
    }
    if (this.underWay.includes(id)) {
      throw new CloudWatchError(`${[...this.underWay, id].join(' -> ')}: an expression refers to itself`);
    }
    this.underWay.push(id);
    const compiled = this.tree(parseExpression(expression));
    this.underWay.pop();
    return compiled;
  }

  private tree(tree: SyntaxTree): Compiled {
    switch (tree.kind) {
      case 'number':
        return { kind: 'scalar', run: () => tree.value };
      case 'id':
        return this.reference(tree.id);
      case 'list':
        return this.list(tree.items.map((item) => this.tree(item)));
      case 'negation':
        return compileNegation(this.tree(tree.operand));
      case 'binary':
        return compileBinary(tree.operator, this.tree(tree.left), this.tree(tree.right));
      case 'call':
        return this.call(tree.name, tree.arguments);
      case 'text':
        throw new CloudWatchError(`the text "${tree.value}" is no value`);
      case 'keyword':
        throw new CloudWatchError(`${tree.name} is no value`);
      default:
        return tree satisfies never;
    }
  }

  /** Arrays within an array are joined, as in `[METRICS("4xx"), METRICS("5xx")]`. */
  private list(items: readonly Compiled[]): Compiled {
    const parts = items.map((item) => {
      if (item.kind === 'scalar') throw new CloudWatchError('an array holds time series, no scalars');
      return item;
    });
    return {
      kind: 'list',
      run: (frame) => parts.flatMap((part) => (part.kind === 'list' ? part.run(frame) : [part.run(frame)])),
    };
  }

  private call(name: string, trees: readonly SyntaxTree[]): Compiled {
    this.names.add(name);
    if (name === 'METRICS') return this.metrics(trees);
    if (name === 'PERIOD') return this.period(trees);
    if (name === 'FILL') return this.fill(trees);
    // The name is judged first: what an unknown function takes is nobody's to judge.
    if (!FUNCTION_NAMES.includes(name)) return compileFunction(name, []);
    return compileFunction(
      name,
      trees.map((tree) => this.tree(tree)),
    );
  }

  /** All metrics of the request, or those with a text in their id; no expressions. */
  private metrics(trees: readonly SyntaxTree[]): Compiled {
    const [filter] = trees;
    if (trees.length > 1 || (filter && filter.kind !== 'text')) {
      throw new CloudWatchError('METRICS wants nothing or a text in quotes');
    }
    const ids = [...this.request.metrics.keys()].filter((id) => id.includes(filter?.value ?? ''));
    return { kind: 'list', run: (frame) => ids.map((id) => frame.points(id)) };
  }

  private period(trees: readonly SyntaxTree[]): Compiled {
    const [tree] = trees;
    const seconds = tree?.kind === 'id' ? this.request.metrics.get(tree.id) : undefined;
    if (seconds === undefined || trees.length > 1)
      throw new CloudWatchError('PERIOD wants the id of a metric');
    return { kind: 'scalar', run: () => seconds };
  }

  private fill(trees: readonly SyntaxTree[]): Compiled {
    const [gaps, tree] = trees;
    if (!gaps || !tree || trees.length > 2) throw new CloudWatchError('FILL wants time series and a filler');
    const filled = this.tree(gaps);
    if (filled.kind === 'scalar') throw new CloudWatchError('FILL wants time series, not a scalar');
    const filler = this.filler(tree);
    if (filled.kind === 'series') return { kind: 'series', run: (frame) => filler(filled.run(frame), frame) };
    return { kind: 'list', run: (frame) => filled.run(frame).map((points) => filler(points, frame)) };
  }

  private filler(tree: SyntaxTree): (points: Points, frame: Frame) => Points {
    if (tree.kind === 'keyword') this.names.add(tree.name);
    if (tree.kind === 'keyword' && tree.name === 'REPEAT') return fillByRepeat;
    if (tree.kind === 'keyword' && tree.name === 'LINEAR') return fillByLine;
    const filler = this.tree(tree);
    if (filler.kind === 'list') throw new CloudWatchError('FILL cannot fill with an array of time series');
    return (points, frame) => fillWith(points, filler.run(frame));
  }
}

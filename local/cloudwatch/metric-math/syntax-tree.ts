export type BinaryOperator =
  '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

export type SyntaxTree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** An uppercase word without parentheses: an option of `FILL`. */
  | { readonly kind: 'keyword'; readonly name: string }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly SyntaxTree[] }
  | { readonly kind: 'negation'; readonly operand: SyntaxTree }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: SyntaxTree;
      readonly right: SyntaxTree;
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly SyntaxTree[] };

/** What a client can put to the person in front of it, while a call waits for a decision. */
export interface Question {
  /** Comes back with the answer, as it is. */
  readonly state: string;
  /** For the person. */
  readonly message: string;
  /** Where it is decided. @default - there is no page */
  readonly link?: string;
  /** Whether what the person says in the client is a decision. */
  readonly decidesInClient: boolean;
}

/** What came back with a call that was sent again. Whatever sent it may have made it up. */
export interface Answer {
  readonly state: string;
  /** What the person said in the client; absent when they were asked no such question, or gave no answer. */
  readonly approves?: boolean;
}

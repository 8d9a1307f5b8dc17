import { isArray, isObject, type Json, type JsonObject } from '../assembly/template';
import { CloudWatchError } from './cloudwatch-error';

/** Reads resolved properties of a resource; what is not as CloudFormation has it is an error with its path. */
export class PropertyReader {
  constructor(
    private readonly properties: JsonObject,
    private readonly path: string,
  ) {}

  has(name: string): boolean {
    return this.properties[name] !== undefined;
  }

  text(name: string): string {
    const value = this.properties[name];
    return typeof value === 'string' ? value : this.fail(name, 'a text', value);
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  /** CloudFormation takes a number written as a text too. */
  number(name: string): number {
    const value = this.properties[name];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number)
      ? number
      : this.fail(name, 'a number', value);
  }

  /** A whole number from 1. */
  whole(name: string): number {
    const number = this.number(name);
    return Number.isInteger(number) && number >= 1
      ? number
      : this.fail(name, 'a whole number from 1', number);
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const text = this.text(name);
    return choices.find((choice) => choice === text) ?? this.fail(name, `one of ${choices.join(', ')}`, text);
  }

  /** Also written as a text. @param fallback what an absent one stands for. */
  flag(name: string, fallback: boolean): boolean {
    const value = this.properties[name];
    if (value === undefined) return fallback;
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : this.fail(name, 'true or false', value);
  }

  object(name: string): PropertyReader {
    const value = this.properties[name];
    return isObject(value)
      ? new PropertyReader(value, `${this.path}.${name}`)
      : this.fail(name, 'an object', value);
  }

  /** Absent: none. */
  objects(name: string): PropertyReader[] {
    return this.list(name).map((item, index) =>
      isObject(item)
        ? new PropertyReader(item, `${this.path}.${name}[${index}]`)
        : this.fail(name, 'a list of objects', item),
    );
  }

  /** Absent: none. */
  texts(name: string): string[] {
    return this.list(name).map((item) => (typeof item === 'string' ? item : this.fail(name, 'texts', item)));
  }

  /** @throws {CloudWatchError} when there is a property that is not among these. */
  refuseOthers(known: readonly string[], why: string): void {
    const other = Object.keys(this.properties).find((name) => !known.includes(name));
    if (other !== undefined) throw new CloudWatchError(`${this.path}.${other}: ${why}`);
  }

  fail(name: string, wanted: string, got: Json | undefined): never {
    throw new CloudWatchError(`${this.path}.${name} must be ${wanted}, got ${JSON.stringify(got)}`);
  }

  private list(name: string): readonly Json[] {
    const value = this.properties[name];
    if (value === undefined) return [];
    return isArray(value) ? value : this.fail(name, 'a list', value);
  }
}

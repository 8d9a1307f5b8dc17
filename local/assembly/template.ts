export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: JsonObject;
}

export interface Parameter {
  readonly Type: string;
  readonly Default?: Json;
}

export interface Output {
  readonly Value: Json;
  readonly Export?: { readonly Name: Json };
}

/** The parts of a CloudFormation template that decide the values of others. */
export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Mappings?: JsonObject;
  readonly Conditions?: JsonObject;
  readonly Outputs?: Readonly<Record<string, Output>>;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function resourcesOfType(template: Template, ...types: readonly string[]): [string, Resource][] {
  return Object.entries(template.Resources ?? {}).filter(([, { Type }]) => types.includes(Type));
}

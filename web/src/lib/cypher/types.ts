// What the server says of the graph's query language: answers, plans, the schema (docs/http-api.md).

export type Scalar = null | boolean | number | string;
export interface NodeValue {
  elementId: string;
  labels: string[];
  properties: Record<string, Value>;
}
export interface RelationshipValue {
  elementId: string;
  startNodeElementId: string;
  endNodeElementId: string;
  type: string;
  properties: Record<string, Value>;
}
export type Value = Scalar | Value[] | NodeValue | RelationshipValue | { [name: string]: Value };

export interface QueryAnswer {
  revision: number;
  took_ms: number;
  fields: string[];
  values: Value[][];
  /** Whether there are more rows than these. */
  more: boolean;
  notes: { message: string; line?: number; column?: number }[];
  /** Only if asked to explain; then nothing was run. */
  plan?: { depth: number; text: string }[];
}

export interface SchemaProperty {
  name: string;
  types: string[];
  count: number;
}
export interface Callable {
  name: string;
  signature: string;
  about: string;
}
export interface Schema {
  revision: number;
  labels: { label: string; count: number; properties: SchemaProperty[] }[];
  relationships: { type: string; count: number; ends: { source: string; target: string; count: number }[]; properties: SchemaProperty[] }[];
  functions: Callable[];
  procedures: Callable[];
  keywords: string[];
}

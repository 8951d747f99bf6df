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
  notes: { message: string; line: number; column: number; suggestion?: string }[];
  /** Only if asked to explain; then nothing was run. */
  plan?: PlanStep[];
}
export interface PlanStep {
  /** How many steps it is inside of. */
  depth: number;
  text: string;
  /** How many rows are expected. */
  rows?: number;
}

export interface SchemaProperty {
  name: string;
  types: string[];
  /** How many have it; absent where counting takes too long. */
  count?: number;
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

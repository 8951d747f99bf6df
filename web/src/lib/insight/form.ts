// The parameters of a question in the address, and where the server's complaint about one of them belongs.

import { queryPage } from '../address';
import type { Problem } from '../api.svelte';
import { parametersOf, textParameter } from '../cypher/tokens';
import type { Question, QuestionParameter } from './answer';

/** Beside its own parameters, every question takes these. */
export const commonParameters = ['from', 'to', 'as_of', 'limit'] as const;

export const usualLimit = 50;

/** What is given for a parameter: the address, else what is usual. */
export function given(parameter: QuestionParameter, params: URLSearchParams): string[] {
  const values = params.getAll(parameter.name).filter((each) => each !== '');
  return values.length ? values : [...(parameter.usual ?? [])];
}

/** Required parameters that have no value yet. */
export const lacking = (question: Question, params: URLSearchParams): QuestionParameter[] =>
  question.parameters.filter((each) => each.required && given(each, params).length === 0);

/** The page of the statement that a question asks, with its parameters; those without a value are null there. */
export function statementPage(statement: string, question: Question, params: URLSearchParams): string {
  const valueOf = (name: string): string => {
    const parameter = question.parameters.find((each) => each.name === name);
    const values = parameter ? given(parameter, params) : params.getAll(name);
    return values.length === 0 ? 'null' : parameter?.several ? JSON.stringify(values) : textParameter(values[0]!);
  };
  return queryPage(statement, Object.fromEntries(parametersOf(statement).map((name) => [name, valueOf(name)])), [['as_of', params.get('as_of') ?? '']]);
}

/** The name of the parameter that a problem is about: the one it names, or whose value it quotes; '' if it is none of these. */
export function parameterOf(problem: Pick<Problem, 'where' | 'detail'> | null, names: readonly string[], valuesOf: (name: string) => readonly string[]): string {
  if (!problem) return '';
  const named = problem.where.replace(/^only\./, '');
  const exact = names.find((name) => name === problem.where || name === named);
  if (exact) return exact;
  return names.find((name) => valuesOf(name).some((value) => value !== '' && (problem.detail.includes(`"${value}"`) || problem.detail.includes(`“${value}”`)))) ?? '';
}

/** Which questions stand together on their page, by what they are about. */
const groups: Record<string, readonly string[]> = {
  channels: ['channels-for-segment', 'channels-that-sell', 'channel-overlap', 'products-by-channel', 'segments-by-channel'],
  people: ['segments-for-category', 'regions-for-category', 'who-answered', 'segments-of-campaign', 'stopped-responding'],
  products: ['bought-together', 'categories-together', 'bought-of-promoted', 'occasions-for-category', 'when-they-buy'],
  campaigns: ['never-tried', 'mechanics-that-work', 'shared-audience', 'came-back-to', 'made-alike', 'built-on', 'lessons-about'],
  reported: ['attainment-by', 'reported-by-channel'],
};
export const groupNames = ['channels', 'people', 'products', 'campaigns', 'reported', 'other', 'own'] as const;
export type QuestionGroup = (typeof groupNames)[number];

export function groupOf(question: Question): QuestionGroup {
  if (question.own) return 'own';
  return (Object.keys(groups).find((name) => groups[name]!.includes(question.id)) as QuestionGroup | undefined) ?? 'other';
}

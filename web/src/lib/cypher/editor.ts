// The editor of statements: CodeMirror with our own colours and completion. It lives in a shadow root, where CodeMirror's style sheets are
// objects of the page and no <style> elements, which the content security policy forbids. Loaded only by the pages that have one.

import { autocompletion, completionKeymap, insertCompletionText, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { EditorState, Prec, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, type DecorationSet } from '@codemirror/view';
import { complete, type Option } from './complete';
import type { Mark } from './error';
import { tokensOf } from './tokens';
import type { Schema } from './types';

export interface EditorOptions {
  text: string;
  label: string;
  placeholder: string;
  /** Name of the list of completions. */
  completions: string;
  schema: () => Schema | null;
  changed: (text: string) => void;
  run: () => void;
}
export interface StatementEditor {
  text(text: string): void;
  mark(marks: readonly (Mark & { bad: boolean })[]): void;
  focus(): void;
  destroy(): void;
}

const colours = Object.fromEntries(
  ['keyword', 'function', 'procedure', 'label', 'type', 'property', 'parameter', 'text', 'number', 'comment'].map((kind) => [kind, Decoration.mark({ class: `c-${kind}` })]),
);
function coloured(state: EditorState): DecorationSet {
  const built = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of tokensOf(state.doc.toString())) if (colours[kind]) built.add(from, to, colours[kind]);
  return built.finish();
}
const colouring = StateField.define<DecorationSet>({
  create: coloured,
  update: (value, change) => (change.docChanged ? coloured(change.state) : value),
  provide: (field) => EditorView.decorations.from(field),
});

const setMarks = StateEffect.define<readonly (Mark & { bad: boolean })[]>();
const marking = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, change) {
    const set = change.effects.find((each) => each.is(setMarks));
    // What is typed makes the last answer's marks old.
    if (!set) return change.docChanged ? Decoration.none : value;
    const end = change.state.doc.length;
    const marks = (set.value as readonly (Mark & { bad: boolean })[]).map((each) => ({ ...each, to: Math.min(each.to, end) })).filter((each) => each.from < each.to);
    return Decoration.set(marks.map(({ from, to, bad }) => Decoration.mark({ class: bad ? 'c-wrong' : 'c-note' }).range(from, to)), true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const types: Record<Option['kind'], string> = {
  label: 'class', type: 'interface', property: 'property', function: 'function', procedure: 'method', parameter: 'constant', variable: 'variable', keyword: 'keyword',
};
// What stands in the statement and in the graph comes before the words of the language.
const rank: Partial<Record<Option['kind'], number>> = { variable: 2, keyword: 1 };

function completion(option: Option): Completion {
  return {
    label: option.name,
    type: types[option.kind],
    boost: rank[option.kind] ?? 0,
    ...(option.detail && { detail: option.detail }),
    ...(option.about && { info: option.about }),
    apply: (view, _, from, to) => {
      const inside = option.text.endsWith('()') && !option.detail.startsWith('()');
      view.dispatch({
        ...insertCompletionText(view.state, option.text, from, to),
        selection: { anchor: from + option.text.length - (inside ? 1 : 0) },
      });
    },
  };
}

function source(schema: () => Schema | null) {
  return (context: CompletionContext): CompletionResult | null => {
    const found = complete(context.state.doc.toString(), context.pos, schema());
    if (!found || found.options.length === 0) return null;
    // After a sign that asks for a name the list opens by itself, in empty space only when asked for.
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (!context.explicit && found.from === context.pos && !/[:.|&$]/.test(before)) return null;
    return { from: found.from, options: found.options.map(completion), validFor: /^\$?[\p{L}\p{N}_]*$/u };
  };
}

const theme = EditorView.theme({
  '&': { fontSize: '0.95rem', color: 'var(--ink)', backgroundColor: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: '7px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', maxHeight: '24rem', overflow: 'auto' },
  '.cm-content': { minHeight: '6.5em', padding: '0.5rem 0.3rem', caretColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-2)' },
  '.c-keyword': { color: 'var(--k-channel)', fontWeight: '600' },
  '.c-function, .c-procedure': { color: 'var(--k-product)' },
  '.c-label': { color: 'var(--k-campaign)', fontWeight: '600' },
  '.c-type': { color: 'var(--k-user)', fontWeight: '600' },
  '.c-parameter': { color: 'var(--k-theme)' },
  '.c-text': { color: 'var(--good)' },
  '.c-number': { color: 'var(--k-lesson)' },
  '.c-comment': { color: 'var(--ink-2)', fontStyle: 'italic' },
  '.c-wrong': { textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '0.25em', backgroundColor: 'color-mix(in srgb, var(--bad) 12%, transparent)' },
  '.c-note': { textDecoration: 'underline wavy var(--warn-line)', textUnderlineOffset: '0.25em' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--line-strong)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: '7px', boxShadow: 'var(--shadow)', color: 'var(--ink)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '0.9rem', maxHeight: '15em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.15rem 0.6rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--ink-2)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '22rem', padding: '0.4rem 0.7rem', font: '0.88rem/1.5 var(--font)' },
});

export function createEditor(root: ShadowRoot, options: EditorOptions): StatementEditor {
  const run = (): boolean => {
    options.run();
    return true;
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Ctrl-Enter', run }, { key: 'Mod-Enter', run }])),
        history(),
        bracketMatching(),
        colouring,
        marking,
        autocompletion({ override: [source(options.schema)], icons: false }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        placeholder(options.placeholder),
        EditorState.phrases.of({ Completions: options.completions }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.changed(update.state.doc.toString());
        }),
        theme,
      ],
    }),
  });
  return {
    text(text) {
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
    },
    mark: (marks) => view.dispatch({ effects: setMarks.of(marks) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

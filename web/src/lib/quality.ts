// Where a missing piece is filled in: the place of the campaign's form (lib/record), or none when it comes from elsewhere.

const places: Record<string, string> = {
  start: 'start', end: 'end', objective: 'objective', occasion: 'occasion', channels: 'channels', segments: 'segments', products: 'products', budget: 'budget',
  goal_target: 'goals/-', results: 'results/-', goal_result: 'results/-', spend: 'spend', revenue: 'results/-', sales: 'results/-', channel_spend: 'costs/-',
  channel_results: 'results/-', channel_orders: 'results/-', lessons: 'lessons/-', lesson_conditions: 'lessons', review: 'review',
};

/** Touchpoints come from files only: null. */
export const placeOfMissing = (field: string): string | null => places[field] ?? null;

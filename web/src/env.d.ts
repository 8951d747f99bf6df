/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module 'virtual:metrics' {
  export const metrics: Record<string, { en: string; zh: string; unit: string; better: 'higher' | 'lower' } | undefined>;
}

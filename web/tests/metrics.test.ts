import { describe, expect, it } from 'vitest';
import { metrics } from 'virtual:metrics';
import { readMetrics } from '../dev/metrics';

describe('the metric dictionary in the pages', () => {
  it('is the archive’s, with both names and a unit for each', () => {
    expect(Object.keys(metrics).length).toBeGreaterThan(40);
    for (const [name, metric] of Object.entries(metrics)) {
      expect(metric?.zh, name).toBeTruthy();
      expect(metric?.en, name).toBeTruthy();
      expect(['money', 'count', 'percent', 'ratio'], name).toContain(metric?.unit);
    }
    expect(metrics['gmv']?.zh).toBe('成交额');
    expect(metrics['cac']?.better).toBe('lower');
  });
  it('refuses an entry without a name', () => {
    expect(() => readMetrics('[[metric]]\nen = "x"\n')).toThrow(/without its name/);
  });
});

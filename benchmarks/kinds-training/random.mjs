// A small seeded generator (mulberry32), so that all that is drawn by chance is the same at every run.
export class Random {
  constructor(seed) { this.state = [...String(seed)].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 16777619), 2166136261) >>> 0; }
  next() { this.state = (this.state + 0x6d2b79f5) >>> 0; let t = this.state; t = Math.imul(t ^ (t >>> 15), t | 1); t ^= t + Math.imul(t ^ (t >>> 7), t | 61); return ((t ^ (t >>> 14)) >>> 0) / 4294967296; }
  whole(low, high) { return Math.floor(low + this.next() * (high - low + 1)); }
  chance(share) { return this.next() < share; }
  pick(list) { return list[this.whole(0, list.length - 1)]; }
  shuffle(list) { const copy = [...list]; for (let i = copy.length - 1; i > 0; i--) { const j = this.whole(0, i); [copy[i], copy[j]] = [copy[j], copy[i]]; } return copy; }
}

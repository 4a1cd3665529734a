'use strict';
/** The queue of captions to review, and decisions on captions just made. Keys work while the focus is in the queue. */
const reviews = (() => {
  const section = document.getElementById('reviews'), list = document.getElementById('reviews-list'), told = document.getElementById('reviews-status');
  const count = document.getElementById('reviews-count'), more = document.getElementById('reviews-more'), help = document.getElementById('reviews-help');
  const done = { accept: 'Accepted', edit: 'Edited', reject: 'Rejected' };
  const states = { open: 'Nobody has decided yet', one: 'One person has decided', disputed: 'People disagree', settled: 'Settled' };
  const missing = { not_kept: 'The picture was not kept.', not_reachable: 'This host does not read the picture.', gone: 'The picture is gone or was replaced.', not_readable: 'The picture cannot be shown.' };
  let next = null, waiting = 0;

  const tell = text => { told.textContent = text; };
  const entries = () => [...list.children];
  const current = () => document.activeElement?.closest('#reviews-list > li') ?? entries().find(one => one.tabIndex === 0);

  async function ask(path, options) {
    const response = await fetch('/v1/reviews' + path, options);
    const body = response.status === 202 ? null : await response.json();
    if (!response.ok) throw new Error(body.detail);
    return body;
  }

  function button(text, action, key) {
    const element = make('button', '', text);
    element.type = 'button';
    if (key) element.setAttribute('aria-keyshortcuts', key);
    element.addEventListener('click', action);
    return element;
  }

  /** The words of a person in place of the caption's; resolves to null where they change their mind. */
  function write(box, start, label) {
    return new Promise(resolve => {
      const form = make('form', 'edit'), field = make('label', '', label), text = make('textarea');
      const end = value => { form.remove(); resolve(value); };
      text.value = start; text.rows = 2; text.dir = 'auto'; text.required = true; text.maxLength = 2000;
      field.append(text);
      const save = make('button', '', 'Save');
      form.append(field, save, button('Cancel', () => end(null)));
      form.addEventListener('submit', event => { event.preventDefault(); if (text.value.trim()) end(text.value.trim()); });
      form.addEventListener('keydown', event => {
        event.stopPropagation();
        if (event.key === 'Escape') end(null);
        else if (event.key === 'Enter' && !event.shiftKey && event.target === text) { event.preventDefault(); form.requestSubmit(); }
      });
      box.append(form);
      text.focus();
      text.select();
    });
  }

  /** Buttons that decide on a caption; `after` is told of what was decided. */
  function controls(box, shown, after) {
    const bar = make('p', 'decide');
    async function decide(decision) {
      if (bar.hidden) return;
      const sent = { id: shown.id, decision };
      bar.hidden = true;
      try {
        if (decision === 'edit') {
          sent.correctedCaption = await write(box, shown.caption ?? '', 'Words that are right');
          if (sent.correctedCaption === null) { bar.hidden = false; (box.closest('#reviews-list > li') ?? bar.firstChild).focus(); return; }
        }
        await ask('', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) });
        box.append(decided({ decision, correctedCaption: sent.correctedCaption, reviewer: 'you' }));
        after(decision);
      } catch (error) {
        bar.hidden = false;
        (box.closest('#reviews-list > li') ?? bar.firstChild).focus();
        tell('Not taken: ' + error.message);
      }
    }
    if (shown.caption || shown.altText) bar.append(button('Accept', () => decide('accept'), 'a'));
    bar.append(button('Edit', () => decide('edit'), 'e'), button('Reject', () => decide('reject'), 'r'));
    box.append(bar);
    box.decide = decide;
  }

  function decided({ decision, correctedCaption, reviewer }) {
    const line = make('p', 'decided ' + decision, done[decision] + ' by ' + reviewer + (correctedCaption ? ': ' : ''));
    if (correctedCaption) line.append(foreign('q', '', correctedCaption));
    return line;
  }

  /** The picture and earlier decisions are asked for when an entry is gone to. */
  async function complete(item) {
    if (item.isAsked) return;
    item.isAsked = true;
    try {
      const entry = await ask('/' + item.shown.id);
      if (entry.image) { const picture = make('img'); picture.alt = entry.altText ?? 'The picture to describe'; picture.src = `data:${entry.image.mediaType};base64,${entry.image.base64}`; item.place.replaceChildren(picture); }
      else item.place.replaceChildren(make('p', 'why', missing[entry.imageMissing] ?? 'No picture.'));
      for (const one of entry.reviews) item.box.insertBefore(decided(one), item.bar);
      if (entry.alternatives.length) {
        const section = fold('Other captions', false);
        section.append(...entry.alternatives.map(one => foreign('p', 'line', one.caption)));
        item.box.insertBefore(section, item.bar);
      }
    } catch (error) {
      item.isAsked = false;
      item.place.replaceChildren(make('p', 'why', error.message));
    }
  }

  function add(shown) {
    const item = make('li'), place = make('div', 'place'), box = make('div');
    const words = shown.altText ? foreign('p', 'words', shown.altText) : make('p', 'words', 'No caption');
    words.id = 'words-' + shown.id;
    box.append(words, make('p', 'verdict ' + shown.verdict, verdicts[shown.verdict] ?? shown.verdict ?? ''));
    const why = shown.reasons.map(reason => reasons[reason] ?? reason);
    const facts = [shown.score === null ? null : 'Quality ' + shown.score.toFixed(2), why.length ? 'Because ' + why.join('; ') : null, kinds[shown.kind] ? 'Kind: ' + kinds[shown.kind] : null, shown.views > 1 ? `Asked for ${shown.views} times` : null, states[shown.state]];
    box.append(make('p', 'why', facts.filter(Boolean).join('. ') + '.'));
    if (shown.source) box.append(make('p', 'file', shown.source));
    place.append(make('p', 'why', 'The picture comes when this is chosen.'));
    controls(box, shown, decision => {
      waiting--;
      count.textContent = `(${waiting})`;
      item.classList.add('is-decided');
      const following = entries().slice(entries().indexOf(item) + 1).find(one => !one.classList.contains('is-decided')) ?? entries().find(one => !one.classList.contains('is-decided'));
      tell(`${done[decision]}. ${following ? 'Next: ' + following.firstText : more.hidden ? 'That was the last one.' : 'More are waiting.'}`);
      (following ?? (more.hidden ? item : more)).focus();
    });
    item.tabIndex = list.children.length ? -1 : 0;
    item.setAttribute('aria-labelledby', words.id);
    Object.assign(item, { shown, place, box, bar: box.querySelector('.decide'), firstText: words.textContent });
    item.addEventListener('focusin', () => { for (const one of entries()) one.tabIndex = one === item ? 0 : -1; complete(item); });
    item.append(place, box);
    list.append(item);
  }

  async function load() {
    const after = next ? '?after=' + encodeURIComponent(next) : '';
    const page = await ask(after);
    const known = new Set(entries().map(one => one.shown.id)), start = list.children.length;
    for (const shown of page.items) if (!known.has(shown.id)) add(shown);
    [next, waiting] = [page.next, page.total];
    return start;
  }

  function go(step) {
    const all = entries(), at = all.indexOf(current());
    (all[Math.min(all.length - 1, Math.max(0, at + step))])?.focus();
  }

  section.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const decisions = { a: 'accept', e: 'edit', r: 'reject' }, steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key in steps) go(steps[key]);
    else if (key === '?') { help.open = !help.open; if (help.open) help.querySelector('summary').focus(); }
    else if (key in decisions && current()) {
      if (decisions[key] === 'accept' && !(current().shown.caption || current().shown.altText)) tell('There are no words to accept; E writes some.');
      else current().box.decide(decisions[key]);
    } else return;
    event.preventDefault();
  });

  more.addEventListener('click', async () => {
    try {
      const start = await load();
      show();
      entries()[start]?.focus();
    } catch (error) { tell(error.message); }
  });

  function show() {
    section.hidden = false;
    count.textContent = `(${waiting})`;
    more.hidden = next === null;
    if (!list.children.length) tell('Nothing waits for you.');
  }

  /** Whether this host takes reviews from whoever sits here; else the section stays away. */
  const isOffered = document.querySelector('main').dataset.reviews === 'on' ? load().then(() => { show(); return true; }, () => false) : Promise.resolve(false);

  return {
    /** Lets a caption that was just made be decided on where it stands. */
    async offer(box, { id, caption, altText }) {
      if (altText === '' || !(await isOffered)) return;
      controls(box, { id, caption, altText }, decision => { status.textContent = done[decision] + '.'; });
    },
  };
})();

'use strict';
/** Traffic of the model that serves, as plots; each has its numbers as a table that opens below it. */
(() => {
  const section = document.getElementById('traffic'), plots = document.getElementById('traffic-plots'), told = document.getElementById('traffic-verdict');
  const verdicts = { steady: 'Steady', drift: 'Drift', too_few: 'Too few pictures to tell', stale: 'The model is old', empty: 'No traffic', no_reference: 'Nothing to hold traffic against' };
  const width = 900, height = 140, shown = 6;
  const percent = share => (100 * share).toFixed(1) + ' %';
  const time = start => start.slice(0, 16).replace('T', ' ');

  const draw = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const bar = (kind, x, y, w, h) => draw('rect', { class: kind, x: x.toFixed(1), y: y.toFixed(1), width: Math.max(1, w).toFixed(1), height: h.toFixed(1) });
  const canvas = text => draw('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': text + ' The numbers are in the table below.' });

  function table(heads, rows) {
    const box = make('details'), scroll = make('div', 'scroll'), grid = make('table'), head = make('thead'), body = make('tbody');
    const line = (cells, tag) => { const row = make('tr'); cells.forEach((cell, i) => { const one = make(i ? tag : 'th', '', String(cell)); one.scope = tag === 'th' ? 'col' : i ? '' : 'row'; row.append(one); }); return row; };
    head.append(line(heads, 'th'));
    body.append(...rows.map(row => line(row, 'td')));
    grid.append(head, body);
    scroll.append(grid);
    box.append(make('summary', '', 'Numbers'), scroll);
    return box;
  }

  function windows({ windows }) {
    const top = Math.max(1, ...windows.map(one => one.captions + one.failures)), step = width / windows.length;
    const counts = canvas(`Captions of ${windows.length} windows by verdict; the most in one is ${top}.`);
    const scores = canvas('Mean score of each window.');
    const points = [];
    windows.forEach((one, i) => {
      let y = height;
      for (const kind of ['good', 'review', 'refused', 'failed']) {
        const tall = (kind === 'failed' ? one.failures : one.verdicts[kind] ?? 0) / top * height;
        y -= tall;
        counts.append(bar(kind, i * step, y, step - 2, tall));
      }
      if (one.score !== null) points.push(`${((i + .5) * step).toFixed(1)},${(height - one.score * height).toFixed(1)}`);
    });
    scores.append(draw('polyline', { points: points.join(' ') }));
    const rows = windows.map(one => [time(one.start), one.captions, one.failures, one.verdicts.good ?? 0, one.verdicts.review ?? 0, one.verdicts.refused ?? 0, one.score?.toFixed(3) ?? '', one.state.replace('_', ' '), one.moved.join(', ').replaceAll('_', ' ') || '–']);
    return [make('h3', '', 'Captions by verdict'), counts, ...(points.length > 1 ? [make('h3', '', 'Mean score, 0 to 1'), scores] : []),
      table(['Begins (UTC)', 'Captions', 'Failures', 'Good', 'Review', 'Refused', 'Mean score', 'State', 'Moved'], rows)];
  }

  function statistic(one) {
    const top = Math.max(.01, ...one.groups.flatMap(group => [group.reference, group.window])), step = width / one.groups.length;
    const shares = canvas(`${one.title}: usual shares and those of the last window.`);
    one.groups.forEach((group, i) => {
      const [was, now] = [group.reference / top * height, group.window / top * height];
      shares.append(bar('was', i * step, height - was, step / 2 - 2, was), bar('now', i * step + step / 2, height - now, step / 2 - 2, now));
    });
    const title = make('h3', one.hasMoved || one.isAlarm ? 'moved' : '', one.title + (one.isAlarm ? ': alarm' : one.hasMoved ? ': moved' : ': as usual'));
    return [title, ...(one.hasMoved || one.isAlarm ? [make('p', 'why', one.sentence)] : []), shares,
      table(['Value', 'Usual', 'Last window'], one.groups.map(group => [group.label, percent(group.reference), percent(group.window)]))];
  }

  async function look() {
    try {
      const response = await fetch('/v1/reports/traffic');
      const report = await response.json();
      if (!response.ok) throw new Error(report.detail);
      told.textContent = (verdicts[report.verdict] ?? report.verdict) + ': ' + report.why.join('; ') + '.';
      told.className = report.verdict === 'drift' ? 'moved' : '';
      const sorted = [...report.statistics].sort((a, b) => (b.isAlarm - a.isAlarm) || (b.hasMoved - a.hasMoved) || (b.stability - a.stability));
      plots.replaceChildren(...(report.windows.length ? windows(report) : []), ...sorted.slice(0, shown).flatMap(statistic),
        ...report.problems.map(problem => make('p', 'why', problem)));
      if (report.accuracy) plots.append(make('p', 'why', `Expected to be right, by the scores: ${percent(report.accuracy.expected)} (95 %: ${percent(report.accuracy.low)} to ${percent(report.accuracy.high)}).`));
    } catch (error) {
      told.textContent = error.message;
    }
  }

  if (document.querySelector('main').dataset.traffic !== 'on') return;
  section.hidden = false;
  document.getElementById('traffic-again').addEventListener('click', look);
  look();
})();

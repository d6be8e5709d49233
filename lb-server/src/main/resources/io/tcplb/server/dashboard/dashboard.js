// The dashboard of one lb: reads /v1/status once a second, follows /v1/events, and changes things only after a question.
'use strict';

const POINTS = 300;
const LOST_AFTER_MS = 3500;
const $ = id => document.getElementById(id);

let last = null; // the newest status
let lastAt = 0; // when it was read, by performance.now()
let token = sessionStorage.getItem('lb-token') || '';

// ---- small things

/** Makes an element; everything that comes from elsewhere goes in as text. */
function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

const number = new Intl.NumberFormat('en');
const plural = (n, noun) => `${number.format(n)} ${noun}${n === 1 ? '' : 's'}`;

function duration(seconds) {
  const d = Math.floor(seconds / 86400), h = Math.floor(seconds / 3600) % 24, m = Math.floor(seconds / 60) % 60;
  return d ? `${d}d ${h}h` : h ? `${h}h ${m}m` : m ? `${m}m ${seconds % 60}s` : `${seconds}s`;
}

/** Replaces the children of a node only when they would differ, so that focus and selection survive a refresh. */
function show(parent, key, make) {
  if (parent.dataset.key !== key) {
    const focused = document.activeElement && parent.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    parent.dataset.key = key;
    parent.replaceChildren(...make());
    if (focused) {
      const again = parent.querySelector(`[data-focus="${CSS.escape(focused)}"]`);
      if (again) again.focus();
    }
  }
}

// ---- what a backend is, in one word

function look(backend) {
  if (backend.admin === 'maint') return ['maint', '■', 'in maintenance'];
  if (backend.admin === 'drain') return ['drain', '▼', 'draining'];
  if (backend.health === 'down') return ['down', '✕', 'down'];
  if (backend.ejected) return ['ejected', '◆', 'ejected'];
  if (backend.serving) return ['serving', '●', 'serving'];
  if (backend.health === 'checking') return ['waiting', '◔', 'checking'];
  return backend.eligible ? ['standby', '○', 'standing by'] : ['waiting', '◔', 'waiting'];
}

// ---- drawing

function draw(status) {
  $('version').textContent = status.version;
  $('facts').textContent = `up ${duration(status.uptimeSeconds)} · configuration ${status.configVersion} · ${status.transport}`;
  $('isolated').hidden = !status.isolated;
  show($('listeners'), JSON.stringify(status.listeners), () => status.listeners.map(listener));
  const pools = $('pools');
  status.pools.forEach((pool, i) => {
    let box = pools.children[i];
    if (!box) pools.append(box = el('article', 'pool'));
    box.setAttribute('aria-label', `pool ${pool.name}`);
    box.dataset.pool = pool.name;
    show(box, JSON.stringify(pool), () => poolParts(pool));
  });
  while (pools.children.length > status.pools.length) pools.lastChild.remove();
}

function listener(it) {
  return el('div', 'listener', el('b', '', it.name), el('span', 'quiet', `${it.bind.join(', ')} → ${it.pool}`), el('br'),
    `${plural(it.active, 'session')} · ${it.rate}/s`);
}

function poolParts(pool) {
  const head = el('div', 'head', el('h3', '', pool.name), el('span', `badge ${pool.state}`, pool.state),
    el('span', 'quiet', `${pool.algorithm} · ${pool.eligible} of ${pool.backends.length} eligible`
      + (pool.activeTier >= 0 ? ` · tier ${pool.activeTier} serves` : ' · nobody serves')));
  if (pool.held) head.append(el('span', 'badge wait', `${plural(pool.held, 'client')} held`));
  if (pool.queued) head.append(el('span', 'badge wait', `${plural(pool.queued, 'client')} queued`));
  for (const o of pool.overrides) {
    const rest = o.remainingSeconds >= 0 ? `, ${duration(o.remainingSeconds)} left` : '';
    head.append(el('span', 'badge drain', `${o.backend} ${o.what} by ${o.origin}${rest}`));
  }
  const push = el('span', 'push', button(`explain ${pool.name}`, 'Explain', () => explain(pool)));
  if (pool.activeTier !== 0 || pool.backends.some(b => /failback|stab/.test(b.reason))) {
    push.prepend(button(`failback ${pool.name}`, 'Return traffic', () => ask({
      title: `Return traffic of ${pool.name}`,
      state: 'Recovered backends take traffic again at once, instead of waiting.',
      choices: [], timed: false, effect: () => 'New sessions go to the lowest tier that can serve.',
      send: () => call('POST', `/v1/pools/${encodeURIComponent(pool.name)}/failback`)
    })));
  }
  head.append(push);
  const tiers = [...new Set(pool.backends.map(b => b.tier))].sort((a, b) => a - b);
  return [head, el('div', 'tiers', ...tiers.map(tier => tierBox(pool, tier)))];
}

function tierBox(pool, tier) {
  const members = pool.backends.filter(b => b.tier === tier);
  const serving = members.filter(b => b.serving).length;
  const box = el('div', `tier${serving ? ' active' : ''}`,
    el('p', '', `tier ${tier}${tier === 0 ? ', primary' : ', standby'} — ${serving ? `${serving} serving` : 'not serving'}`));
  const zones = [...new Set(members.map(b => b.zone))];
  for (const zone of zones) {
    const cards = el('div', 'backends', ...members.filter(b => b.zone === zone).map(b => card(pool, b)));
    box.append(zone ? el('div', 'zone', zoneLine(zone), cards) : cards);
  }
  return box;
}

function zoneLine(zone) {
  return el('p', '', `zone ${zone}`, button(`zone ${zone}`, 'Zone…', () => ask({
    title: `Zone ${zone}`, state: 'Takes every backend of the zone out of serving, in every pool, or back.',
    choices: [['evacuate', 'Evacuate: no new sessions here'], ['return', 'Return: serve again']], timed: true,
    effect: choice => choice === 'evacuate' ? 'lb refuses it where nobody else could serve.' : '',
    send: (choice, time) => call('POST', `/v1/zones/${encodeURIComponent(zone)}/${choice}`, choice === 'evacuate' && time ? {for: time} : {})
  })));
}

/** The reason often begins with the word itself. */
function words(backend, word) {
  if (!backend.reason || backend.serving) return word;
  return backend.reason.startsWith(word) ? backend.reason : `${word}: ${backend.reason}`;
}

function card(pool, backend) {
  const [name, mark, word] = look(backend);
  const most = backend.maxConnections || Math.max(1, ...pool.backends.map(b => b.active));
  const bar = el('i');
  bar.style.width = `${Math.min(100, backend.active / most * 100)}%`;
  const box = el('div', `backend ${name}`,
    el('div', 'top', el('span', `mark ${name}`, mark), el('b', '', backend.id),
      button(`act ${pool.name}/${backend.id}`, 'Act…', () => actOn(pool, backend), `Act on backend ${pool.name}/${backend.id}`)),
    el('p', 'words', words(backend, word)),
    el('p', 'nums', `${backend.address} · weight ${backend.weight}`
      + (backend.effectiveWeight !== backend.weight ? ` (now ${backend.effectiveWeight})` : '')),
    el('p', 'nums', `${number.format(backend.active)}${backend.maxConnections ? ` of ${backend.maxConnections}` : ''} sessions · ${backend.rate}/s`),
    el('div', 'bar', bar));
  box.dataset.backend = backend.id;
  box.dataset.look = name;
  return box;
}

function button(focus, text, action, label) {
  const b = el('button', '', text);
  b.type = 'button';
  b.dataset.focus = focus;
  if (label) b.setAttribute('aria-label', label);
  b.addEventListener('click', action);
  return b;
}

// ---- changing things

function actOn(pool, backend) {
  const path = `/v1/pools/${encodeURIComponent(pool.name)}/backends/${encodeURIComponent(backend.id)}`;
  const others = pool.backends.filter(b => b.serving && b.id !== backend.id).length;
  const [, , word] = look(backend);
  ask({
    title: `Backend ${pool.name}/${backend.id}`,
    state: `It is ${word} with ${plural(backend.active, 'session')}.`,
    choices: [['drain', 'Drain: no new sessions, the present ones finish'], ['maint', 'Maintenance: out, its sessions are closed in order'],
      ['ready', 'Ready: as the configuration has it'], ['weight', 'Weight…']],
    timed: true,
    weight: backend.weight,
    effect: choice => choice === 'drain' || choice === 'maint'
      ? (others ? `${plural(others, 'other backend')} of this pool ${others === 1 ? 'serves' : 'serve'} on.` : 'Nobody else of this pool serves at the moment!')
      : '',
    send: (choice, time, weight) => choice === 'weight'
      ? call('PUT', `${path}/weight`, {weight})
      : call('PUT', `${path}/admin`, time ? {state: choice, for: time} : {state: choice})
  });
}

let asked = null;

function ask(question) {
  asked = question;
  $('act-title').textContent = question.title;
  $('act-state').textContent = question.state;
  $('act-problem').textContent = '';
  $('act-for').value = '';
  $('act-for-line').hidden = !question.timed;
  $('act-choices').replaceChildren(...question.choices.map(([value, text], i) => {
    const radio = el('input');
    radio.type = 'radio';
    radio.name = 'choice';
    radio.value = value;
    radio.checked = i === 0;
    const label = el('label', '', radio, ` ${text} `);
    if (value === 'weight') {
      const input = el('input');
      Object.assign(input, {type: 'number', min: 0, max: 256, value: question.weight, id: 'act-weight'});
      input.addEventListener('focus', () => { radio.checked = true; effect(); });
      label.append(input);
    }
    return label;
  }));
  effect();
  $('act').showModal();
}

const chosen = () => (document.querySelector('#act-choices input[name=choice]:checked') || {}).value;
function effect() { $('act-effect').textContent = asked.effect(chosen()); }
$('act-choices').addEventListener('change', effect);

$('act-go').addEventListener('click', async event => {
  event.preventDefault();
  if (!$('act-for').reportValidity()) return;
  if (!$('act-token-line').hidden) {
    token = $('act-token').value;
    sessionStorage.setItem('lb-token', token);
  }
  try {
    const weight = $('act-weight') ? Number($('act-weight').value) : 0;
    await asked.send(chosen(), $('act-for').value.trim(), weight);
    $('act').close();
    refresh();
  } catch (e) {
    if (e.status === 401) $('act-token-line').hidden = false;
    $('act-problem').textContent = e.message;
  }
});

async function call(method, path, body = {}) {
  const headers = {'Content-Type': 'application/json'};
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, {method, headers, body: JSON.stringify(body)});
  if (!answer.ok) {
    const text = await answer.text();
    let why = text;
    try { why = JSON.parse(text).error; } catch (e) { /* not JSON: as it is */ }
    throw Object.assign(new Error(why || `lb answered ${answer.status}`), {status: answer.status});
  }
}

async function explain(pool) {
  const answer = await fetch(`/v1/pools/${encodeURIComponent(pool.name)}/explain`);
  const it = await answer.json();
  $('why-title').textContent = `Where would a new session of ${pool.name} go?`;
  const rows = it.backends.map(b => el('tr', '', el('th', '', b.id), el('td', '', `tier ${b.tier}${b.zone ? `, zone ${b.zone}` : ''}`),
    el('td', '', b.picked ? 'this one' : b.reason || 'serves too')));
  $('why-body').replaceChildren(el('p', '', it.words), el('table', '', ...rows));
  $('why').showModal();
}

// ---- charts

const times = [];
const charts = [];

function chart(title, say, names) {
  const now = el('span', 'quiet');
  const box = el('div', 'chart', el('h3', '', `${title} `, now));
  $('charts').append(box);
  charts.push({box, now, say, names, data: names.map(() => []), plot: null});
  return charts[charts.length - 1];
}

const round = v => number.format(v >= 100 ? Math.round(v) : Math.round(v * 100) / 100);
const si = v => v >= 1e9 ? `${round(v / 1e9)} GB/s` : v >= 1e6 ? `${round(v / 1e6)} MB/s` : v >= 1e3 ? `${round(v / 1e3)} kB/s` : `${round(v)} B/s`;
const clock = seconds => new Date(seconds * 1000).toLocaleTimeString('en-GB');

const sessionsChart = chart('Sessions', round, ['open', 'held and queued']);
const rateChart = chart('New sessions per second', v => `${round(v)}/s`, ['accepted', 'failed connects']);
const bytesChart = chart('Throughput', si, ['to clients', 'to backends']);
const latencyChart = chart('Time to connect to a backend', v => `${round(v)} ms`, ['median', '99 of 100']);

function plot(it) {
  const css = getComputedStyle(document.documentElement);
  const colour = name => css.getPropertyValue(name).trim();
  const strokes = [colour('--standby'), colour('--down')];
  if (it.plot) it.plot.destroy();
  const axis = {stroke: colour('--quiet'), grid: {stroke: colour('--line'), width: 1}, ticks: {stroke: colour('--line')}};
  it.plot = new uPlot({
    width: it.box.clientWidth - 26, height: 170, cursor: {y: false, points: {size: 6}},
    scales: {y: {range: (u, min, max) => [0, Math.max(1, (max || 0) * 1.1)]}},
    axes: [{...axis, space: 90, values: (u, ticks) => ticks.map(clock)}, {...axis, size: 76, values: (u, ticks) => ticks.map(it.say)}],
    series: [{label: 'at', value: (u, v) => v == null ? '–' : clock(v)}, ...it.names.map((name, i) => ({label: name, stroke: strokes[i], width: 2, dash: i ? [6, 4] : [],
      points: {show: false}, value: (u, v) => v == null ? '–' : it.say(v)}))]
  }, [times, ...it.data], it.box);
}

function replot() { charts.forEach(plot); }
let resizing = 0;
addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(replot, 150); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', replot);

const sum = (list, of) => list.reduce((total, one) => total + of(one), 0);
const backends = status => status.pools.flatMap(pool => pool.backends.map(b => ({...b, key: `${pool.name}/${b.id}/${b.address}`})));

/** Returns what grew between two readings of the same backends; one that is new or was replaced has not grown. */
function grown(before, now, of) {
  const old = new Map(before.map(b => [b.key, b]));
  return sum(now, b => old.has(b.key) ? Math.max(0, of(b) - of(old.get(b.key))) : 0);
}

/** Returns a quantile in milliseconds of the connects between two readings; null when there were none. */
function quantile(before, now, q) {
  if (!now.length) return null;
  const bounds = now[0].connectBuckets.map(b => b.upToMicros);
  const counts = bounds.map((_, i) => grown(before, now, b => b.connectBuckets[i].count));
  const total = grown(before, now, b => b.connects);
  if (!total) return null;
  const at = counts.findIndex(count => count >= q * total);
  return (at < 0 ? bounds[bounds.length - 1] : bounds[at]) / 1000;
}

function record(status, at) {
  if (!last) return;
  const seconds = (at - lastAt) / 1000;
  const before = backends(last), now = backends(status);
  const totals = new Map(last.listeners.map(l => [l.name, l.total]));
  times.push(Date.now() / 1000);
  const rows = [
    [sessionsChart, [sum(status.listeners, l => l.active), sum(status.pools, p => p.held + p.queued)]],
    [rateChart, [sum(status.listeners, l => totals.has(l.name) ? Math.max(0, l.total - totals.get(l.name)) : 0) / seconds,
      grown(before, now, b => b.connectFailures) / seconds]],
    [bytesChart, [grown(before, now, b => b.bytesToClient) / seconds, grown(before, now, b => b.bytesToBackend) / seconds]],
    [latencyChart, [quantile(before, now, .5), quantile(before, now, .99)]]
  ];
  for (const [it, values] of rows) {
    values.forEach((value, i) => it.data[i].push(value));
    it.now.textContent = it.names.map((name, i) => `${values[i] == null ? '–' : it.say(values[i])} ${name}`).join(' · ');
  }
  if (times.length > POINTS) {
    times.shift();
    charts.forEach(it => it.data.forEach(series => series.shift()));
  }
  charts.forEach(it => it.plot ? it.plot.setData([times, ...it.data]) : plot(it));
}

// ---- the timeline

function event(it) {
  const when = new Date(it.time);
  const about = it.backend ? `${it.pool}/${it.backend}` : it.pool;
  const change = it.from && it.to ? `${it.from} → ${it.to}` : it.to || (it.from ? `no longer ${it.from}` : '');
  const time = el('time', '', when.toLocaleTimeString('en-GB'));
  time.dateTime = it.time;
  const row = el('li', 'fresh', time, el('span', 'kind', it.kind),
    el('span', 'what', [about, change].filter(Boolean).join(' '), it.cause ? el('span', 'quiet', ` — ${it.cause}`) : '',
      it.sessions ? el('span', 'quiet', ` (${plural(it.sessions, 'session')})`) : ''));
  const list = $('timeline');
  list.prepend(row);
  while (list.children.length > 200) list.lastChild.remove();
  setTimeout(() => row.classList.remove('fresh'), 4000);
}

const stream = new EventSource('/v1/events');
stream.onmessage = message => { event(JSON.parse(message.data)); refresh(); };

// ---- the clock

let reading = false;

async function refresh() {
  if (reading) return;
  reading = true;
  try {
    const answer = await fetch('/v1/status', {cache: 'no-store'});
    if (!answer.ok) throw new Error(`lb answered ${answer.status}`);
    const status = await answer.json();
    const at = performance.now();
    draw(status);
    if (!last || at - lastAt >= 900) {
      record(status, at);
      last = status;
      lastAt = at;
    }
    link('ok', 'live');
  } catch (e) {
    if (!last || performance.now() - lastAt > LOST_AFTER_MS) link('down', 'lb does not answer');
  } finally {
    reading = false;
  }
}

function link(state, text) {
  const badge = $('link');
  if (badge.textContent !== text) {
    badge.className = `badge ${state}`;
    badge.textContent = text;
  }
}

setInterval(refresh, 1000);
refresh();

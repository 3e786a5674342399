// Shows what GET metrics answers. Values are customers' words: they only ever become text, never markup.

const FEW_ANSWERS = 30; // below, a row is grey: its interval is wide
const ROWS_AT_FIRST = 10;
const LOOK_AGAIN_MS = 5000; // while the first feedback is awaited
const DAY_MS = 86_400_000;
const SVG = "http://www.w3.org/2000/svg";

const $ = id => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const key = asked.get("code");

// --- words and numbers ---------------------------------------------------------------------------------------------

const dictionaries = JSON.parse($("words").textContent);
const locale = [asked.get("lang"), ...navigator.languages].find(tag => tag && dictionaries[tag.slice(0, 2).toLowerCase()] && supports(tag)) ?? "en";
const language = locale.slice(0, 2).toLowerCase();
const dictionary = dictionaries[language];
const plural = new Intl.PluralRules(locale);
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "negative" });
const signed = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" });
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
const longDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", second: "2-digit" });

function supports(tag) {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false; // ?lang= can be anything
  }
}

/** A text of the dictionary with its {holes} filled; of "one|many" the form that the number n asks for. */
function word(name, holes = {}) {
  const forms = dictionary[name].split("|");
  const form = forms.length > 1 && plural.select(holes.n) !== "one" ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (_, hole) => typeof holes[hole] === "number" ? whole.format(holes[hole]) : holes[hole]);
}

const between = (low, high, format = tenths) => word("between", { low: format.format(low), high: format.format(high) });

/** The value of a dimension as people call it. */
function nameOf(dimension, value) {
  if (value === "unknown") return word("unknown");
  if (value === "(other)") return word("rest");
  const type = dimension === "country" ? "region" : dimension === "language" ? "language" : null;
  try {
    return type ? new Intl.DisplayNames(locale, { type }).of(value) : value;
  } catch {
    return value; // no code that Intl knows the form of
  }
}

// --- days: "2026-11-02", which order as strings ----------------------------------------------------------------------

const dayAt = ms => new Date(ms).toISOString().slice(0, 10);
const addDays = (day, days) => dayAt(Date.parse(day) + days * DAY_MS);
const daysFrom = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
const today = () => dayAt(Date.now());
const isDay = text => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text));

// --- page parts ------------------------------------------------------------------------------------------------------

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// --- what is asked for -----------------------------------------------------------------------------------------------

const state = {
  program: asked.get("program") || "default",
  range: isDay(asked.get("from")) && isDay(asked.get("to")) ? "own" : ["4", "13", "52", "all"].find(r => r === asked.get("range")) ?? "13",
  from: asked.get("from") ?? "",
  to: asked.get("to") ?? "",
  by: ["touchpoint", "channel", "country", "language", "segment"].find(b => b === asked.get("by")) ?? "touchpoint",
};
const shown = { all: null, places: [], weeks: [], week: -1, sort: "effect", isAscending: true, showsAll: false, causes: [], showsAllCauses: false };
let running = new AbortController();
let again = 0;

class Refused extends Error {
  constructor(status) {
    super(`Answered ${status}.`);
    this.status = status;
  }
}

/** One GET beside this page. The key travels as a header: headers are not logged as addresses are. */
async function read(path, query, signal) {
  const url = new URL(path, location.origin + location.pathname.replace(/\/+$/, ""));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await fetch(url, { signal, cache: "no-store", headers: key ? { "x-functions-key": key } : {} });
  if (!response.ok) throw new Refused(response.status);
  return response.json();
}

const metrics = (query, signal) => read("metrics", { program: state.program, ...query }, signal).then(answer => answer.rows);

/** @param {boolean} isQuiet Whether nobody asked: then nothing is announced. */
async function load(isQuiet = false) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  clearTimeout(again);
  remember();
  $("report").setAttribute("aria-busy", "true");
  if (!isQuiet) $("status").textContent = word("loading");
  try {
    await show(signal);
  } catch (error) {
    if (!signal.aborted) await showError(error);
  }
}

/** Five questions at most: the weeks, the period, the period before, the places, the root causes. */
async function show(signal) {
  let weeks = null;
  if (state.range !== "own") {
    weeks = await metrics({ grain: "week", by: "all" }, signal);
    if (weeks.length === 0) return showEmpty(signal);
    // Feedback dated ahead by a wrong clock must not move the period into the future.
    const last = (weeks.findLast(week => week.date <= today()) ?? weeks.at(-1)).date;
    state.from = state.range === "all" ? weeks[0].date : addDays(last, -7 * (Number(state.range) - 1));
    state.to = last <= today() && today() < addDays(last, 6) ? today() : addDays(last, 6);
    weeks = weeks.filter(week => week.date >= state.from && week.date <= state.to);
    $("from").value = state.from;
    $("to").value = state.to;
  }

  const { from, to, by } = state;
  const before = { from: addDays(from, -daysFrom(from, to)), to: addDays(from, -1) };
  const [now, past, places, byWeek, causes] = await Promise.all([
    metrics({ grain: "total", by: "all", from, to }, signal),
    state.range === "all" ? [] : metrics({ grain: "total", by: "all", ...before }, signal),
    metrics({ grain: "total", by, from, to }, signal),
    weeks ?? metrics({ grain: "week", by: "all", from, to }, signal),
    read("root-causes", { program: state.program, from, to, language }, signal),
  ]);
  if (now.length === 0) return showQuiet();
  $("notice").hidden = true;
  $("report").hidden = false;
  showFigures(now[0], past[0]);
  showTrend(byWeek);
  showPlaces(places, now[0]);
  showCauses(causes.rows);
  $("report").setAttribute("aria-busy", "false");
  $("status").textContent = word("loaded", { feedback: now[0].feedback, from: longDay.format(Date.parse(from)), to: longDay.format(Date.parse(to)) });
  $("read-at").textContent = word("readAt", { time: clock.format(new Date()) });
}

/** Another table, the rest stays. */
async function loadPlaces() {
  remember();
  const { signal } = running;
  $("hurts").setAttribute("aria-busy", "true");
  try {
    const by = state.by;
    const places = await metrics({ grain: "total", by, from: state.from, to: state.to }, signal);
    if (by === state.by) showPlaces(places, shown.all);
  } catch (error) {
    if (!signal.aborted) await showError(error);
  } finally {
    $("hurts").removeAttribute("aria-busy");
  }
}

/** The address always says what is shown, so that it can be kept and sent. */
function remember() {
  const query = new URLSearchParams(location.search);
  query.set("program", state.program);
  query.set("by", state.by);
  for (const name of ["range", "from", "to"]) query.delete(name);
  if (state.range === "own") {
    query.set("from", state.from);
    query.set("to", state.to);
  } else {
    query.set("range", state.range);
  }

  history.replaceState(null, "", `?${query}`);
}

// --- headline figures ------------------------------------------------------------------------------------------------

function showFigures(now, past) {
  const wasNps = past?.npsResponses > 0;
  const nps = figure("nps", now.npsResponses, tenths.format(now.nps), `${word("interval")}: ${between(now.npsLow, now.npsHigh)}`);
  if (now.npsResponses > 0) {
    nps.push(
      span({ low: now.npsLow, high: now.npsHigh, value: now.nps, was: wasNps ? past.nps : null, height: 44, y: 14, labels: [-100, -50, 0, 50, 100] }),
      mix(now),
      change(now.nps, wasNps ? past.nps : null, tenths, certainty([now.npsLow, now.npsHigh], wasNps && [past.npsLow, past.npsHigh], now.nps - past?.nps)));
  }

  $("nps").replaceChildren(...nps);
  const of100 = value => 100 * value;
  meanCard("csat", now.csatResponses, past?.csatResponses, row => of100(row.csatMean), now, past, "answers", row => [of100(row.csatLow), of100(row.csatHigh)]);
  meanCard("ces", now.cesResponses, past?.cesResponses, row => of100(row.cesMean), now, past, "answers");
  meanCard("rating", now.ratingResponses, past?.ratingResponses, row => 1 + 4 * row.ratingMean, now, past, "answers");
  meanCard("sentiment", now.texts, past?.texts, row => row.netSentiment, now, past, "texts");
}

function meanCard(name, responses, pastResponses, value, now, past, counted, range) {
  const detail = range && responses > 0 ? `${word("interval")}: ${between(...range(now))}` : null;
  const card = figure(name, responses, tenths.format(value(now)), detail, word(`${name}Unit`), counted);
  if (responses > 0) {
    const was = pastResponses > 0 ? value(past) : null;
    if (was !== null || past) card.push(change(value(now), was, tenths, range && was !== null ? certainty(range(now), range(past), value(now) - was) : null));
  }

  $(name).replaceChildren(...card);
}

function figure(name, responses, value, detail, unit = "", counted = "answers") {
  const title = make("h3", { id: `${name}-title`, textContent: word(name) });
  if (responses === 0) {
    return [title, make("p", { className: "figure", textContent: "–" }), make("p", { className: "quiet", textContent: word("none") })];
  }

  const parts = [title, make("p", { className: "figure" }, make("span", { className: "value", textContent: value }), make("small", { textContent: unit }))];
  parts.push(make("p", { className: "quiet", textContent: [detail, word(counted, { n: responses })].filter(Boolean).join(" · ") }));
  return parts;
}

/** Whether a change is larger than the two intervals explain: its own interval, from both half widths, leaves out 0. */
function certainty(now, past, difference) {
  return past ? (Math.abs(difference) > Math.hypot((now[1] - now[0]) / 2, (past[1] - past[0]) / 2) ? "clear" : "noise") : null;
}

function change(now, was, format, verdict) {
  if (was === null) return make("p", { className: "change quiet", textContent: word("noBefore") });
  const difference = now - was;
  const direction = Math.abs(difference) < 0.05 ? "" : difference > 0 ? "up" : "down";
  const arrow = { up: "▲ ", down: "▼ " }[direction] ?? "";
  const p = make("p", { className: `change ${verdict === "noise" ? "" : direction}` });
  p.append(make("b", {}, make("span", { ariaHidden: "true", textContent: arrow }), signed.format(difference)), ` ${word("change", { was: format.format(was) })}`);
  if (verdict) p.append(` · ${word(verdict)}`);
  return p;
}

/** Promoters, passives and detractors as a bar of shares, told in words below it. */
function mix(row) {
  const groups = ["promoters", "passives", "detractors"];
  const bar = make("div", { className: "mix", ariaHidden: "true" });
  const list = make("ul");
  for (const group of groups) {
    const share = row[group] / row.npsResponses;
    const part = make("i", { className: group });
    part.style.flex = `${share} 0 0`;
    bar.append(part);
    list.append(make("li", { className: group, textContent: `${word(group)} ${percent.format(share)}` }));
  }

  const whole = document.createDocumentFragment();
  whole.append(bar, list);
  return whole;
}

/**
 * An interval on a scale, drawn in shares of the width so that it stretches.
 * @param marks Scores that get a line across: zero, the whole. @param was A ring at the value of the period before, or null.
 */
function span({ low, high, value, from = -100, to = 100, marks = [0], was = null, height = 20, y = height / 2, labels = [] }) {
  const x = score => `${(3 + (score - from) / (to - from) * 94).toFixed(2)}%`;
  const within = marks.filter(mark => mark >= from && mark <= to);
  const svg = draw("svg", { height, "aria-hidden": "true" },
    draw("line", { class: "grid", x1: x(from), x2: x(to), y1: y, y2: y, "stroke-width": 2 }),
    ...within.map(mark => draw("line", { class: "zero", x1: x(mark), x2: x(mark), y1: y - 9, y2: y + 9 })),
    ...labels.map(score => draw("text", { x: x(score), y: height - 3, "text-anchor": "middle" }, whole.format(score))));
  if (value !== undefined) {
    svg.append(
      draw("line", { class: "span", x1: x(low), x2: x(high), y1: y, y2: y }),
      ...(was === null ? [] : [draw("circle", { class: "before", cx: x(was), cy: y, r: 6.5 })]),
      draw("circle", { class: "dot", cx: x(value), cy: y, r: 5 }));
  }

  return svg;
}

// --- the weeks -------------------------------------------------------------------------------------------------------

function showTrend(rows) {
  shown.weeks = rows.filter(row => row.npsResponses > 0);
  shown.week = shown.weeks.length - 1;
  $("weeks").replaceChildren(...shown.weeks.toReversed().map(week => make("tr", {},
    make("th", { scope: "row", textContent: weekName(week) }),
    make("td", { textContent: tenths.format(week.nps) }),
    make("td", { textContent: between(week.npsLow, week.npsHigh) }),
    make("td", { textContent: whole.format(week.npsResponses) }))));
  drawTrend();
}

const isOngoing = week => week.date <= today() && today() <= addDays(week.date, 6);
const weekName = week => longDay.format(Date.parse(week.date)) + (isOngoing(week) ? ` (${word("soFar")})` : "");

function drawTrend() {
  const box = $("trend");
  const weeks = shown.weeks;
  box.classList.toggle("none", weeks.length === 0);
  if (weeks.length === 0) {
    box.replaceChildren(word("none"));
    $("reading").textContent = "";
    for (const name of ["aria-valuemin", "aria-valuemax", "aria-valuenow", "aria-valuetext"]) box.removeAttribute(name);
    return;
  }

  const { clientWidth: width, clientHeight: height } = box;
  const plot = { left: 40, right: width - 12, top: 10, bottom: height - 62, bars: height - 24 };
  const first = Date.parse(weeks[0].date);
  const steps = Math.round((Date.parse(weeks.at(-1).date) - first) / (7 * DAY_MS));
  const x = week => steps === 0 ? (plot.left + plot.right) / 2 : plot.left + 8 + (Date.parse(week.date) - first) / (7 * DAY_MS * steps) * (plot.right - plot.left - 16);
  const ticks = ticksOf(Math.min(...weeks.map(w => w.npsLow)), Math.max(...weeks.map(w => w.npsHigh)));
  const [bottom, top] = [ticks[0], ticks.at(-1)];
  const y = score => plot.bottom - (score - bottom) / (top - bottom) * (plot.bottom - plot.top);

  const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const tick of ticks) {
    svg.append(
      draw("line", { class: tick === 0 ? "zero" : "grid", x1: plot.left, x2: plot.right, y1: y(tick), y2: y(tick) }),
      draw("text", { x: plot.left - 8, y: y(tick) + 4, "text-anchor": "end" }, whole.format(tick)));
  }

  const most = Math.max(...weeks.map(w => w.npsResponses));
  const barWidth = Math.max(2, Math.min(26, (plot.right - plot.left - 16) / (steps + 1) * 0.55));
  weeks.forEach((week, i) => {
    const tall = Math.max(1, week.npsResponses / most * 26);
    svg.append(draw("rect", { class: "bar", "data-week": i, x: x(week) - barWidth / 2, y: plot.bars - tall, width: barWidth, height: tall, rx: 1 }));
  });

  const points = (list, end) => list.map(week => `${x(week).toFixed(1)},${y(week[end]).toFixed(1)}`);
  for (const run of runsOf(weeks)) {
    svg.append(draw("path", { class: "band", d: `M${[...points(run, "npsHigh"), ...points(run.toReversed(), "npsLow")].join("L")}Z` }));
    if (run.length === 1) svg.append(draw("line", { class: "span", x1: x(run[0]), x2: x(run[0]), y1: y(run[0].npsLow), y2: y(run[0].npsHigh) }));
  }

  const cursor = draw("line", { class: "cursor", y1: plot.top, y2: plot.bars });
  svg.append(cursor);
  for (const run of runsOf(weeks)) svg.append(draw("path", { class: "series", d: `M${points(run, "nps").join("L")}` }));
  const dots = weeks.map(week => draw("circle", { class: isOngoing(week) ? "dot open" : "dot", cx: x(week), cy: y(week.nps), r: steps > 60 ? 2 : 4 }));
  svg.append(...dots);

  const labels = Math.max(1, Math.floor((plot.right - plot.left) / 84));
  const every = Math.ceil((steps + 1) / labels);
  for (let step = 0; step <= steps; step += every) {
    const week = { date: dayAt(first + step * 7 * DAY_MS) };
    const anchor = steps === 0 ? "middle" : step === 0 ? "start" : x(week) > plot.right - 36 ? "end" : "middle";
    svg.append(draw("text", { x: x(week), y: height - 6, "text-anchor": anchor }, shortDay.format(Date.parse(week.date))));
  }

  box.replaceChildren(svg);
  box.setAttribute("aria-valuemin", "1");
  box.setAttribute("aria-valuemax", weeks.length);
  box.point = i => {
    shown.week = i;
    const week = weeks[i];
    const text = `${word("week")} ${weekName(week)}: NPS ${tenths.format(week.nps)} (${between(week.npsLow, week.npsHigh)}) · ${word("answers", { n: week.npsResponses })}`;
    $("reading").textContent = text;
    box.setAttribute("aria-valuenow", i + 1);
    box.setAttribute("aria-valuetext", text);
    cursor.setAttribute("x1", x(week));
    cursor.setAttribute("x2", x(week));
    dots.forEach((dot, j) => dot.setAttribute("r", j === i ? 6 : steps > 60 ? 2 : 4));
    svg.querySelectorAll(".bar").forEach((bar, j) => bar.classList.toggle("now", j === i));
  };
  box.nearest = clientX => {
    const at = clientX - box.getBoundingClientRect().left;
    const distances = weeks.map(week => Math.abs(x(week) - at));
    return distances.indexOf(Math.min(...distances));
  };
  box.point(Math.min(shown.week, weeks.length - 1));
}

/** Weeks that follow one another: the line breaks where a week has no answers. */
function runsOf(weeks) {
  const runs = [];
  for (const week of weeks) {
    const run = runs.at(-1);
    if (run && addDays(run.at(-1).date, 7) === week.date) run.push(week);
    else runs.push([week]);
  }

  return runs;
}

/** Round scores around low..high, all within -100..100. */
function ticksOf(low, high) {
  const step = [5, 10, 20, 25, 50].find(s => (high - low) / s <= 5) ?? 50;
  const first = Math.max(-100, Math.floor(low / step) * step);
  const last = Math.min(100, Math.max(Math.ceil(high / step) * step, first + step));
  const ticks = [];
  for (let tick = first; tick <= last; tick += step) ticks.push(tick);
  if (ticks.at(-1) < last) ticks.push(last);
  return ticks;
}

// --- the places ------------------------------------------------------------------------------------------------------

const columns = {
  name: place => place.name,
  nps: place => place.npsResponses > 0 ? place.nps : null,
  answers: place => place.npsResponses,
  effect: place => place.effect,
  negative: place => place.texts > 0 ? place.negative / place.texts : null,
  risk: place => place.valueAtRisk,
};

/** Harm where no customer's value is known: unhappy answers and unhappy texts. */
const harm = place => place.detractors + place.negative;

function showPlaces(rows, all) {
  shown.all = all;
  shown.places = rows.map(row => ({ ...row, name: nameOf(state.by, row.value), effect: effectOf(row, all) }));
  shown.showsAll = false;
  const worst = shown.places.toSorted(byHarm).find(place => place.value !== "unknown" && place.value !== "(other)");
  $("worst").textContent = worst?.effect < 0 ? word("worst", { name: worst.name, effect: tenths.format(-worst.effect), nps: tenths.format(worst.nps) }) : "";
  document.querySelector("[data-column=name] button").textContent = word(state.by);
  drawPlaces();
}

/** By how many points a place moves the whole score: its share of the answers times its distance. Null without answers. */
const effectOf = (row, all) => row.npsResponses > 0 ? row.npsResponses / all.npsResponses * (row.nps - all.nps) : null;

/** What costs most points comes first; then what puts most value at risk. */
const byHarm = (a, b) => (a.effect === null) - (b.effect === null) || a.effect - b.effect || b.valueAtRisk - a.valueAtRisk || harm(b) - harm(a) || a.name.localeCompare(b.name, locale);

function drawPlaces() {
  const value = columns[shown.sort];
  const order = shown.isAscending ? 1 : -1;
  const sorted = shown.places.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return (left === null) - (right === null); // nothing to say goes last
    return (shown.sort === "name" ? left.localeCompare(right, locale) : left - right) * order || byHarm(a, b);
  });
  const scale = { ...scaleOf(shown.places.filter(place => place.npsResponses >= FEW_ANSWERS)), marks: [shown.all.nps] };
  const most = Math.max(...shown.places.map(place => Math.abs(place.effect ?? 0)), 0.1);
  const rows = shown.showsAll ? sorted : sorted.slice(0, ROWS_AT_FIRST);
  $("places").replaceChildren(...rows.map(place => placeRow(place, scale, most)));
  $("scale").replaceChildren(span({ ...scale, height: 34, y: 10, labels: [scale.from, scale.to] }));
  $("more").hidden = sorted.length <= ROWS_AT_FIRST;
  $("more").textContent = shown.showsAll ? word("fewer") : word("more", { n: sorted.length });
  $("more").setAttribute("aria-expanded", shown.showsAll);
  for (const head of document.querySelectorAll("[data-column]")) {
    const isSorted = head.dataset.column === shown.sort;
    if (isSorted) head.setAttribute("aria-sort", shown.isAscending ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
}

/** From the lowest to the highest interval; the few answers of a grey row must not squeeze the others. */
function scaleOf(places) {
  if (places.length === 0) return { from: -100, to: 100 };
  return {
    from: 10 * Math.floor(Math.min(...places.map(place => place.npsLow)) / 10),
    to: 10 * Math.ceil(Math.max(...places.map(place => place.npsHigh)) / 10),
  };
}

function placeRow(place, scale, most) {
  const hasNps = place.npsResponses > 0;
  const cell = (label, text, ...more) => {
    const td = make("td", {}, text, ...more);
    td.dataset.label = label;
    return td;
  };
  const plot = make("td", { className: "plot" });
  if (hasNps) {
    const clip = score => Math.max(scale.from, Math.min(scale.to, score));
    plot.append(
      make("span", { className: "hidden", textContent: between(place.npsLow, place.npsHigh) }),
      span({ ...scale, low: clip(place.npsLow), high: clip(place.npsHigh), value: clip(place.nps) }));
    plot.title = `${word("interval")}: ${between(place.npsLow, place.npsHigh)}`;
  }

  const share = make("i", { className: place.effect < 0 ? "share worse" : "share", ariaHidden: "true" });
  share.style.width = `${50 * Math.abs(place.effect ?? 0) / most}%`;
  return make("tr", { className: place.npsResponses < FEW_ANSWERS ? "few" : "" },
    make("th", { scope: "row", textContent: place.name }),
    cell("NPS", hasNps ? tenths.format(place.nps) : "–"),
    plot,
    cell(word("answersShort"), whole.format(place.npsResponses)),
    cell(word("effect"), hasNps ? signed.format(place.effect) : "–", share),
    cell(word("negative"), place.texts > 0 ? percent.format(place.negative / place.texts) : "–"),
    cell(word("risk"), whole.format(place.valueAtRisk)));
}

// --- the root causes -------------------------------------------------------------------------------------------------

const CAUSES_AT_FIRST = 5;

function showCauses(rows) {
  shown.causes = rows;
  shown.showsAllCauses = false;
  const costliest = rows.find(cause => cause.isEstimated && cause.npsEffectHigh < 0);
  $("costliest").textContent = rows.length === 0 ? word("causesNone")
    : costliest ? word("costliest", { name: costliest.label, effect: tenths.format(-costliest.npsEffect), between: between(-costliest.npsEffectHigh, -costliest.npsEffectLow) }) : "";
  drawCauses();
}

/** What rises comes to the front of the list, however little it costs yet: that is when something can be done. */
function drawCauses() {
  const first = shown.causes.slice(0, CAUSES_AT_FIRST);
  const rising = shown.causes.slice(CAUSES_AT_FIRST).filter(cause => cause.emergingSince);
  const rows = shown.showsAllCauses ? shown.causes : [...first, ...rising];
  const estimated = shown.causes.filter(cause => cause.isEstimated);
  const scale = {
    from: Math.floor(Math.min(-1, ...estimated.map(cause => cause.npsEffectLow))),
    to: Math.ceil(Math.max(1, ...estimated.map(cause => cause.npsEffectHigh))),
  };
  $("causes").replaceChildren(...rows.map(cause => causeRow(cause, scale)));
  $("more-causes").hidden = shown.causes.length <= first.length + rising.length;
  $("more-causes").textContent = shown.showsAllCauses ? word("fewer") : word("more", { n: shown.causes.length });
  $("more-causes").setAttribute("aria-expanded", shown.showsAllCauses);
}

function causeRow(cause, scale) {
  const text = make("div", { className: "cause" }, make("h3", {}, make("span", { className: "quiet", textContent: `${shown.causes.indexOf(cause) + 1}. ` }), cause.label));
  if (cause.emergingSince) {
    const where = cause.emergingSegments.map(segment => nameOf(...segment.split(": ", 2)));
    text.append(make("p", { className: "rising", textContent: "▲ " + word("rising", {
      day: shortDay.format(Date.parse(cause.emergingSince)), mentions: cause.emergingMentions, expected: tenths.format(cause.emergingExpected),
    }) + (where.length > 0 ? " · " + where.join(", ") : "") }));
  }

  text.append(...cause.examples.map(quote => make("q", { className: "quiet", textContent: quote })));
  const cost = make("div", { className: "cost" });
  if (cause.isEstimated) {
    cost.append(
      make("b", { textContent: signed.format(cause.npsEffect) }), " ",
      make("span", { className: "quiet", textContent: `${word("causePoints")}, ${word("interval")} ${between(cause.npsEffectLow, cause.npsEffectHigh)}` }),
      span({ ...scale, low: cause.npsEffectLow, high: cause.npsEffectHigh, value: cause.npsEffect }));
  } else {
    cost.append(make("span", { className: "quiet", textContent: word("causeUnknown") }));
  }

  const facts = [word("mentions", { n: cause.mentions }), `${word("causeChange")} ${changeOf(cause.trend)}`, `${word("risk")} ${whole.format(cause.valueAtRisk)}`];
  return make("li", {}, text, cost, make("ul", { className: "facts" }, ...facts.map(fact => make("li", { textContent: fact }))));
}

const percentSigned = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
const changeOf = trend => percentSigned.format(trend);

// --- when there is nothing to show -----------------------------------------------------------------------------------

function notice(title, text, button) {
  $("report").hidden = true;
  $("report").setAttribute("aria-busy", "false");
  $("notice").hidden = false;
  $("first").hidden = true;
  $("others").hidden = true;
  $("notice-title").textContent = title;
  $("notice-text").textContent = text;
  $("retry").textContent = button;
  if ($("status").textContent !== title) $("status").textContent = title;
}

async function showEmpty(signal) {
  const isFirst = $("notice").hidden || $("first").hidden || $("first").dataset.program !== state.program;
  const hadOthers = !$("others").hidden && !isFirst;
  notice(word("emptyTitle", { program: state.program }), word("emptyText"), word("retry"));
  $("first").hidden = false;
  $("first").dataset.program = state.program;
  $("others").hidden = !hadOthers;
  if (isFirst) $("curl").textContent = firstWebhook();
  $("curl").setAttribute("aria-label", word("emptyText"));
  $("first-note").textContent = key ? word("keyNote") : "";
  again = setTimeout(() => load(true), LOOK_AGAIN_MS); // a browser slows this down by itself while the page is hidden
  if (!isFirst) return;
  const { programs } = await read("programs", {}, signal);
  const others = programs.filter(program => program !== state.program);
  if (others.length > 0) {
    $("others").replaceChildren(word("others"), ...others.flatMap(program => [" ", make("button", { type: "button", textContent: program, onclick: () => choose(program) })]));
    $("others").hidden = false;
  }
}

/** Works as it stands in a POSIX shell; a survey tool that nobody has told us about sends much the same. */
function firstWebhook() {
  const body = { id: "first-1", submittedAt: new Date().toISOString().slice(0, 19) + "Z", nps: 9, comment: "Fast delivery, friendly people." };
  const url = new URL("surveys/website", location.origin + location.pathname.replace(/\/+$/, ""));
  url.searchParams.set("program", state.program);
  return [
    `curl "${url}" \\`,
    "  -H 'content-type: application/json' \\",
    ...(key ? ["  -H 'x-functions-key: YOUR-KEY' \\"] : []),
    `  -d '${JSON.stringify(body)}'`,
  ].join("\n");
}

function showQuiet() {
  const holes = { from: longDay.format(Date.parse(state.from)), to: longDay.format(Date.parse(state.to)) };
  notice(word("quietTitle", holes), word("quietText"), word("showAll"));
  $("retry").onclick = () => {
    $("range").value = state.range = "all";
    $("retry").onclick = () => load();
    load();
  };
}

async function showError(error) {
  const kind = error instanceof Refused
    ? ({ 401: "key", 403: "key", 503: "busy", 400: "wrong" })[error.status] ?? "away"
    : "away";
  notice(word(`${kind}Title`), word(`${kind}Text`), word("retry"));
  $("notice-title").focus();
}

// --- what people do --------------------------------------------------------------------------------------------------

function choose(program) {
  $("program").value = state.program = program;
  load();
}

function fillWords() {
  document.documentElement.lang = locale;
  document.title = `${word("title")} – CxFunnel`;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
}

function listen() {
  $("filters").addEventListener("submit", event => event.preventDefault());
  $("program").addEventListener("change", event => event.target.value && event.target.reportValidity() && choose(event.target.value));
  // Which programmes there are is asked when somebody looks for another one.
  $("program").addEventListener("focus", async () => {
    try {
      const { programs } = await read("programs", {}, running.signal);
      $("programs").replaceChildren(...programs.map(value => make("option", { value })));
    } catch {
      // A name can still be typed.
    }
  }, { once: true });
  $("range").addEventListener("change", event => {
    state.range = event.target.value;
    load();
  });
  for (const end of ["from", "to"]) {
    $(end).addEventListener("change", event => {
      if (!isDay(event.target.value)) return; // half typed
      state[end] = event.target.value;
      $("range").value = state.range = "own";
      load();
    });
  }

  for (const radio of document.querySelectorAll("[name=by]")) {
    radio.checked = radio.value === state.by;
    radio.addEventListener("change", () => {
      state.by = radio.value;
      loadPlaces();
    });
  }

  for (const head of document.querySelectorAll("[data-column]")) {
    head.querySelector("button").addEventListener("click", () => {
      const column = head.dataset.column;
      shown.isAscending = shown.sort === column ? !shown.isAscending : ["name", "nps", "effect"].includes(column);
      shown.sort = column;
      drawPlaces();
    });
  }

  $("more").addEventListener("click", () => {
    shown.showsAll = !shown.showsAll;
    drawPlaces();
  });
  $("more-causes").addEventListener("click", () => {
    shown.showsAllCauses = !shown.showsAllCauses;
    drawCauses();
  });
  $("retry").onclick = () => load();
  $("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText($("curl").textContent);
    $("copy").textContent = word("copied");
  });

  const trend = $("trend");
  trend.addEventListener("pointermove", event => trend.nearest && shown.weeks.length > 0 && trend.point(trend.nearest(event.clientX)));
  trend.addEventListener("pointerdown", event => trend.nearest && shown.weeks.length > 0 && trend.point(trend.nearest(event.clientX)));
  trend.addEventListener("keydown", event => {
    const last = shown.weeks.length - 1;
    const to = { ArrowLeft: shown.week - 1, ArrowDown: shown.week - 1, ArrowRight: shown.week + 1, ArrowUp: shown.week + 1, Home: 0, End: last }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    trend.point(Math.max(0, Math.min(last, to)));
  });
  let width = 0;
  new ResizeObserver(() => {
    if (trend.clientWidth !== width && trend.clientWidth > 0 && shown.weeks.length > 0) {
      width = trend.clientWidth;
      drawTrend();
    }
  }).observe(trend);
}

fillWords();
$("program").value = state.program;
$("range").value = state.range;
$("from").value = state.from;
$("to").value = state.to;
listen();
await load();

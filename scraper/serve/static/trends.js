// The tables of the page → charts: drawn from the numbers that stand there, in the page's colours.
"use strict";
(() => {
  const root = document.documentElement;
  const month = new Intl.DateTimeFormat(root.lang, { month: "short", timeZone: "UTC" });
  const DAY = 86400;
  const APART = 72; // pixels between two marks of a line
  const OPEN = ["ring", "cross", "plus"]; // marks that are not filled

  // What tells the lines apart beside their colours: dashes and marks, or the hatching of bars.
  const LOOKS = [
    { dash: [], mark: "disc", hatch: [] },
    { dash: [8, 4], mark: "square", hatch: [[0, 1, 1, 0]], side: 7 },
    { dash: [2, 3], mark: "up", hatch: [[0, 0.5, 1, 0.5]], side: 6 },
    { dash: [12, 3, 2, 3], mark: "diamond", hatch: [[0, 0, 1, 1]], side: 7 },
    { dash: [5, 2], mark: "cross", hatch: [[0.5, 0, 0.5, 1]], side: 6 },
    { dash: [16, 4], mark: "down", hatch: [[0, 1, 1, 0], [0, 0, 1, 1]], side: 9 },
    { dash: [2, 2, 7, 2], mark: "ring", hatch: [[0, 0.5, 1, 0.5], [0.5, 0, 0.5, 1]], side: 8 },
    { dash: [1, 4], mark: "plus", hatch: [] },
  ];

  // A colour as it is now: a variable may hold one for each scheme.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.querySelector(".trends").append(probe);
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };

  const read = (table) => {
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
    const heads = [...table.tHead.rows[0].cells].slice(1), names = heads.map((cell) => cell.textContent.trim());
    const number = (text) => (text === "" ? null : Number(text));
    return {
      names,
      looks: heads.map((cell, at) => Number(cell.dataset.look ?? at)),
      periods: rows.map((row) => row[0]),
      columns: names.map((_, at) => rows.map((row) => number(row[at + 1]))),
    };
  };
  const moment = (period) => Date.parse(`${`${period}-01`.slice(0, 10)}T00:00:00Z`) / 1000;
  const upto = (columns) => {
    const sums = columns[0].map(() => 0);
    return columns.map((column) => column.map((value, i) => (sums[i] += value ?? 0)));
  };

  const CORNERS = {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    up: [[0, -1.2], [1.2, 0.9], [-1.2, 0.9]],
    down: [[0, 1.2], [1.2, -0.9], [-1.2, -0.9]],
    diamond: [[0, -1.4], [1.4, 0], [0, 1.4], [-1.4, 0]],
  };
  const ENDS = { cross: [[-1, -1, 1, 1], [-1, 1, 1, -1]], plus: [[-1.3, 0, 1.3, 0], [0, -1.3, 0, 1.3]] };
  const drawn = (mark, shape, x, y, half) => {
    for (const [dx, dy, dx2, dy2] of ENDS[shape] ?? []) {
      mark.moveTo(x + dx * half, y + dy * half);
      mark.lineTo(x + dx2 * half, y + dy2 * half);
    }
    (CORNERS[shape] ?? []).forEach(([dx, dy], at) => mark[at ? "lineTo" : "moveTo"](x + dx * half, y + dy * half));
    if (CORNERS[shape]) mark.closePath();
    else if (!ENDS[shape]) { mark.moveTo(x + half, y); mark.arc(x, y, half, 0, 2 * Math.PI); }
    return mark;
  };

  // The marks of a line stand apart; a point that no line leads to always has one.
  const marks = (at) => ({
    show: true,
    width: 1.5,
    filter: (chart, series) => {
      const values = chart.data[series];
      const step = Math.max(1, Math.ceil((APART * values.length) / chart.over.clientWidth));
      const first = Math.floor((at * step) / LOOKS.length);
      return [...values.keys()].filter((i) => values[i] !== null
        && (i % step === first || (values[i - 1] == null && values[i + 1] == null)));
    },
    paths: (chart, series, from, to, chosen) => {
      const all = new Path2D(), half = 3.5 * devicePixelRatio, { mark } = LOOKS[at];
      for (const i of chosen ?? []) {
        const place = (value, scale) => chart.valToPos(value, scale, true);
        drawn(all, mark, place(chart.data[0][i], "x"), place(chart.data[series][i], "y"), half);
      }
      return { stroke: all, fill: OPEN.includes(mark) ? null : all, clip: null, flags: 3 };
    },
  });

  const hatched = (at, ink, paper) => {
    const scale = devicePixelRatio, { hatch, side = 8 } = LOOKS[at];
    const tile = document.createElement("canvas"), pen = tile.getContext("2d");
    const size = (tile.width = tile.height = Math.round(side * scale));
    pen.fillStyle = ink;
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = paper;
    pen.lineWidth = scale;
    pen.globalAlpha = 0.6;
    for (const [x, y, x2, y2] of hatch)
      for (const shift of x !== x2 && y !== y2 ? [-1, 0, 1] : [0]) {
        pen.beginPath();
        pen.moveTo((x + shift) * size, y * size);
        pen.lineTo((x2 + shift) * size, y2 * size);
        pen.stroke();
      }
    return pen.createPattern(tile, "repeat");
  };

  const swatch = (at, stacked) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    const scale = devicePixelRatio, [width, height] = [30 * scale, 14 * scale];
    [canvas.width, canvas.height] = [width, height];
    const ink = (pen.strokeStyle = pen.fillStyle = colour(`--c${at + 1}`));
    if (stacked) {
      pen.fillStyle = hatched(at, ink, colour("--sheet"));
      pen.fillRect(8 * scale, 0, 14 * scale, height);
      return canvas;
    }
    pen.lineWidth = 2 * scale;
    pen.setLineDash(LOOKS[at].dash.map((one) => one * scale));
    pen.stroke(new Path2D(`M0 ${height / 2}H${width}`));
    pen.setLineDash([]);
    const mark = drawn(new Path2D(), LOOKS[at].mark, width / 2, height / 2, 3.5 * scale);
    pen.stroke(mark);
    if (!OPEN.includes(LOOKS[at].mark)) pen.fill(mark);
    return canvas;
  };

  const said = (value, unit) => (value == null ? "–" : value.toLocaleString(root.lang) + (unit === "%" ? "%" : ""));

  // The names of the lines, each a switch, with their numbers where the pointer is, else the last.
  const legend = (told, stacked, unit, turned) => {
    const list = document.createElement("ul"), when = document.createElement("li");
    list.className = "legend";
    when.className = "when";
    list.append(when);
    const values = told.names.map((name, at) => {
      const item = document.createElement("li"), button = document.createElement("button");
      const label = document.createElement("span"), value = document.createElement("output");
      button.type = "button";
      button.ariaPressed = "true";
      label.textContent = name;
      button.append(swatch(told.looks[at], stacked), label, value);
      button.addEventListener("click", () => turned(at, button));
      item.append(button);
      list.append(item);
      return value;
    });
    const show = (i) => {
      const at = i ?? told.periods.length - 1;
      when.textContent = told.periods[at];
      values.forEach((value, line) => { value.textContent = said(told.columns[line][at], unit); });
    };
    show(null);
    return { list, show };
  };

  // 11-24 under each line; the year where it is another than that of the line before.
  const dates = (chart, places) => places.map((place, at) => {
    const day = (one) => new Date(one * 1000).toISOString().slice(0, 10);
    const text = day(place), before = at ? day(places[at - 1]) : "";
    const months = places.length > 1 && places[1] - places[0] > 27 * DAY;
    const short = months ? month.format(place * 1000) : text.slice(5);
    return before.slice(0, 4) === text.slice(0, 4) ? short : `${short}\n${text.slice(0, 4)}`;
  });

  const options = (told, plot, stacked, look) => {
    const { unit, by } = plot.dataset;
    const half = ({ day: 1, week: 7, month: 30 }[by] * DAY) / 2;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const soft = colour("--soft"), faint = colour("--line"), paper = colour("--sheet");
    const axis = { font, stroke: soft, ticks: { stroke: faint, width: 1 }, grid: { stroke: faint, width: 1 } };
    const series = told.names.map((name, line) => {
      const at = told.looks[line];
      const ink = colour(`--c${at + 1}`);
      if (stacked) return {
        label: name, stroke: paper, width: 0.5, fill: hatched(at, ink, paper), points: { show: false },
        paths: uPlot.paths.bars({ size: [0.86, 56] }),
      };
      return {
        label: name, stroke: ink, fill: undefined, width: 2, dash: LOOKS[at].dash,
        points: { ...marks(at), stroke: ink, fill: ink },
      };
    });
    return {
      width: plot.clientWidth,
      height: plot.clientHeight,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      padding: [24, 14, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false },
        sync: { key: "trends" },
        points: { show: !stacked, size: 9 },
        y: false,
      },
      scales: {
        x: { time: true, range: (_, low, high) => [low - half, high + half] },
        y: { range: (_, __, high) => [0, unit === "%" && stacked ? 100 : uPlot.rangeNum(0, high || 1, 0.1, true)[1]] },
      },
      axes: [
        { ...axis, values: dates, incrs: [1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1826, 3652].map((one) => one * DAY), space: 58, size: 44, grid: { show: false } },
        { ...axis, size: 54, values: (_, all) => all.map((one) => said(one, unit)), incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] },
      ],
      series: [{}, ...(stacked ? series.reverse() : series)],
      hooks: {
        setCursor: [(chart) => look.show(chart.cursor.idx)],
        draw: [({ ctx }) => {
          ctx.save();
          [ctx.font, ctx.fillStyle, ctx.textAlign, ctx.textBaseline] = [font.replace("12", 12 * devicePixelRatio), soft, "left", "top"];
          ctx.fillText(unit, 0, 2 * devicePixelRatio);
          ctx.restore();
        }],
      },
    };
  };

  const draw = (plot) => {
    const section = plot.closest(".chart"), told = read(section.querySelector("table"));
    const stacked = plot.dataset.plot === "stack", times = told.periods.map(moment);
    const hidden = new Set();
    let chart = null;
    const columns = () => {
      if (!stacked) return told.columns;
      return upto(told.columns.map((column, at) => column.map((value) => (hidden.has(at) ? null : value)))).reverse();
    };
    const turned = (at, button) => {
      hidden[hidden.has(at) ? "delete" : "add"](at);
      button.ariaPressed = String(!hidden.has(at));
      if (stacked) chart.setData([times, ...columns()]);
      else chart.setSeries(at + 1, { show: !hidden.has(at) });
    };
    const look = legend(told, stacked, plot.dataset.unit, turned);
    section.querySelector(".legend")?.remove();
    plot.replaceChildren();
    plot.hidden = false;
    plot.before(look.list);
    chart = new uPlot(options(told, plot, stacked, look), [times, ...columns()], plot);
    return chart;
  };

  const plots = [...document.querySelectorAll("[data-plot]")];
  const charts = new Map();
  const all = () => plots.forEach((plot) => { charts.get(plot)?.destroy(); charts.set(plot, draw(plot)); });
  all();
  root.classList.add("drawn");

  const sized = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    const chart = charts.get(target);
    if (chart && target.clientWidth && (chart.width !== target.clientWidth || chart.height !== target.clientHeight))
      chart.setSize({ width: target.clientWidth, height: target.clientHeight });
  }));
  plots.forEach((plot) => sized.observe(plot));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  new MutationObserver(all).observe(root, { attributeFilter: ["data-scheme"] });
})();

extension ReportPage {
  /// Light and dark by the reader's choice; light on paper.
  ///
  /// Charts take their colours from here, so that they change with the page.
  static let style = """
    :root{--page:#fff;--text:#1c1e21;--soft:#5b6169;--line:#d9dde2;--card:#f6f7f9;
    --c1:#2566b8;--c2:#c2521b;--c3:#2b8250;--c4:#8a4fb0;--c5:#a8791a;--c6:#187f8c;
    --c7:#b23a6b;--c8:#5b6169}
    @media screen and (prefers-color-scheme:dark){:root{--page:#14171a;
    --text:#e6e8ea;--soft:#a2a9b1;--line:#343a41;--card:#1d2125;--c1:#7db3f2;
    --c2:#f2a073;--c3:#74c795;--c4:#cfa3ec;--c5:#e3bd6a;--c6:#6fc9d4;--c7:#f093bb;
    --c8:#a2a9b1}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:84rem;padding:1rem;background:var(--page);
    color:var(--text);font:16px/1.45 system-ui,sans-serif}
    h1{font-size:1.45rem;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
    h2{font-size:1.2rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);
    padding-bottom:.2rem;overflow-wrap:anywhere}
    h3{font-size:1rem;margin:0 0 .4rem}
    .summary,section ul{margin:.3rem 0;padding-left:1.2rem;overflow-wrap:anywhere}
    .charts{display:grid;gap:1rem;
    grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr))}
    figure{margin:0;padding:.8rem;background:var(--card);min-width:0;
    border:1px solid var(--line);border-radius:.5rem;break-inside:avoid}
    .chart{width:100%;min-height:150px;overflow:hidden}
    .chart svg{max-width:100%;height:auto;display:block}
    figcaption{color:var(--soft);font-size:.86rem;margin-top:.4rem}
    .numbers{margin:1rem 0;position:relative}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;font-size:.86rem;
    font-variant-numeric:tabular-nums}
    th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);
    text-align:right;white-space:nowrap}
    th:first-child{text-align:left}
    thead th{color:var(--soft);font-weight:600}
    .copy{position:absolute;top:0;right:0;font:inherit;font-size:.8rem;
    padding:.1rem .6rem;color:inherit;background:var(--card);
    border:1px solid var(--line);border-radius:.3rem;cursor:pointer}
    footer{margin:2rem 0 1rem;color:var(--soft);font-size:.86rem}
    #vg-tooltip-element{background:var(--card);color:var(--text);
    border:1px solid var(--line);padding:.4rem .6rem;border-radius:.3rem;
    position:fixed;z-index:9;font-size:.8rem;pointer-events:none;max-width:20rem}
    #vg-tooltip-element:not(.visible){display:none}
    #vg-tooltip-element td{border:0;padding:.05rem .3rem;white-space:normal;
    text-align:left}
    #vg-tooltip-element td.key{color:var(--soft);text-align:right}
    @media print{body{max-width:none;padding:0;font-size:11px}.copy{display:none}
    figure{background:none}h2{break-after:avoid}.scroll{overflow:visible}
    .charts{grid-template-columns:1fr 1fr}table{font-size:8px}
    th,td{padding:.1rem .25rem;white-space:normal}}
    """

  /// Draws every chart as SVG.
  ///
  /// What was drawn, and what failed, is told by attributes, so that a test can
  /// ask for it.
  static let script = """
    (() => {
      const specs = JSON.parse(document.getElementById("specs").textContent);
      const v = (name) => `var(--${name})`;
      const text = {labelColor: v("text"), titleColor: v("text"),
        titleFontWeight: "normal"};
      const config = {
        background: null, font: "system-ui, sans-serif",
        view: {stroke: null},
        axis: {...text, gridColor: v("line"), domainColor: v("soft"),
          tickColor: v("soft"), labelOverlap: true, titleLimit: 300},
        axisX: {tickCount: 6},
        legend: {...text, orient: "bottom", columns: 2,
          labelLimit: 170, symbolOpacity: 1},
        range: {category: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => v("c" + n))},
        mark: {color: v("c1")},
        line: {strokeWidth: 2}, rule: {color: v("text")}
      };
      const draw = async (id) => {
        const place = document.getElementById(id);
        try {
          await vegaEmbed(place, specs[id], {
            mode: "vega-lite", renderer: "svg", actions: false, config,
            tooltip: {disableDefaultStyle: true}
          });
          place.dataset.marks = place.querySelectorAll(
            "svg [role='graphics-symbol'] path, "
            + "svg [role='graphics-object'] path, "
            + "svg .mark-rule line, svg .mark-symbol path, "
            + "svg .mark-rect path, svg .mark-line path, "
            + "svg .mark-area path").length;
        } catch (error) {
          place.dataset.error = String(error);
          place.textContent = "This picture cannot be drawn: " + error;
          console.error(id, error);
        }
      };
      (async () => {
        for (const id of Object.keys(specs)) await draw(id);
        document.documentElement.dataset.drawn = Object.keys(specs).length;
      })();
      for (const button of document.querySelectorAll(".copy")) {
        button.addEventListener("click", async () => {
          const table = button.parentElement.querySelector("table");
          const lines = [...table.rows].map((row) =>
            [...row.cells].map((cell) => cell.textContent).join("\\t"));
          try {
            await navigator.clipboard.writeText(lines.join("\\n"));
            button.textContent = "Copied";
          } catch {
            getSelection().selectAllChildren(table);
            button.textContent = "Selected";
          }
        });
      }
    })();
    """
}

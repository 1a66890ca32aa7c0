// The common spec made by PptxGenJS: node pptxgenjs.js SPEC.json OUT.pptx [SPEC.json OUT.pptx ...]
const fs = require("fs");
const PptxGenJS = require("pptxgenjs");

const TITLE = { x: 0.5, y: 0.71, w: 12.33, h: 0.96 };
const BODY = { x: 0.5, y: 1.77, w: 12.33, h: 4.62 };
const LEFT = { x: 0.5, y: 1.77, w: 8.14, h: 4.62 };
const RIGHT = { x: 9, y: 1.77, w: 3.84, h: 4.62 };

function placeholder(name, type, box) {
  return { placeholder: { options: { name, type, ...box }, text: "" } };
}

function make(items) {
  const pptx = new PptxGenJS();
  pptx.layout = "LAYOUT_WIDE";
  const title = placeholder("title", "title", TITLE);
  const master = (name, ...objects) => pptx.defineSlideMaster({ title: name, objects });
  master("text", title, placeholder("body", "body", BODY));
  master("object", title, placeholder("body", "body", RIGHT));
  master("table", title);
  for (const item of items) {
    const object = item.chart || item.picture;
    const name = object ? "object" : item.rows.length ? "table" : "text";
    const slide = pptx.addSlide({ masterName: name });
    slide.addText(item.title, { placeholder: "title" });
    if (item.lines.length) {
      const bullet = item.kind === "bullets";
      const lines = item.lines.map((text) => ({ text, options: { bullet, breakLine: true } }));
      slide.addText(lines, { placeholder: "body" });
    }
    if (item.chart) {
      const labels = item.chart.categories;
      const data = item.chart.series.map(([name, values]) => ({ name, labels, values }));
      slide.addChart(pptx.ChartType.bar, data, { ...LEFT, barDir: "col" });
    } else if (item.rows.length) {
      slide.addTable(item.rows.map((row) => row.map((text) => ({ text }))), BODY);
    } else if (item.picture) {
      slide.addImage({ path: item.picture, altText: "A photograph", ...LEFT });
    }
  }
  return pptx;
}

async function main(paths) {
  for (let n = 0; n < paths.length; n += 2) {
    const pptx = make(JSON.parse(fs.readFileSync(paths[n], "utf8")));
    await pptx.writeFile({ fileName: paths[n + 1] });
  }
}

main(process.argv.slice(2));

// bench/sheets-peer.js: the rows of tools/sheets.c through exceljs, streaming both ways.
//     node sheets-peer.js write OUT.xlsx ROWS      node sheets-peer.js read FILE.xlsx
'use strict';
const ExcelJS = require('exceljs');

const NAMES = ['编号', '机构', '登记日期', '单位', '级别', '罚款', '人数', '情况', '地点', '经办人', '办结日期', '证号'];
const DAY = 86400000, START = Date.UTC(2023, 0, 1);

function makeRow(i) {
  const start = START + (i % 365) * DAY;
  return [
    'DJ-' + String(i).padStart(7, '0'), '云溪县', new Date(start), `云溪县第${i % 20000}号企业有限公司`, i % 9 ? '一般' : '重大',
    Number(`${(i * 7) % 100000}.${1 + (i % 9)}`), i % 300, `消防通道堵塞，灭火器过期${i % 1000}具`, `第${i % 265}村`,
    `第${i % 700}网格员`, new Date(start + 15 * DAY), '36012219' + String(i).padStart(10, '0'),
  ];
}

async function write(path, rows) {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true, useStyles: true });
  const sheet = book.addWorksheet('登记', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = NAMES.map((header, i) => ({ header, style: i === 2 || i === 10 ? { numFmt: 'yyyy-mm-dd' } : {} }));
  for (let i = 0; i < rows; i++) sheet.addRow(makeRow(i)).commit();
  sheet.commit();
  await book.commit();
}

async function read(path) {
  let rows = -1, differ = 0;
  const book = new ExcelJS.stream.xlsx.WorkbookReader(path, { sharedStrings: 'cache', styles: 'cache', worksheets: 'emit' });
  for await (const sheet of book) {
    for await (const row of sheet) {
      if (rows >= 0) {
        const want = makeRow(rows);
        for (let k = 0; k < want.length; k++) {
          const value = row.values[k + 1];
          const same = want[k] instanceof Date ? value instanceof Date && value.getTime() === want[k].getTime() : value === want[k];
          if (!same) differ++;
        }
      }
      rows++;
    }
    break;
  }
  console.log(`${rows} rows, ${differ} cells differ`);
}

const [, , what, path, rows] = process.argv;
(what === 'write' ? write(path, Number(rows)) : read(path)).catch((e) => {
  console.error(e.message);
  process.exit(1);
});

import { COLUMNS, GAP, PAGE_MARGIN, PAGE_WIDTH, ROW_HEIGHT } from './size';

/** Dark on light, for 1600 pixels. */
export const STYLE = `
*{box-sizing:border-box;margin:0}
body{width:${PAGE_WIDTH}px;padding:${PAGE_MARGIN}px;background:#f2f3f3;color:#16191f;font:13px/1.35 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
header{display:flex;gap:24px;align-items:baseline;margin-bottom:12px}
h1{font-size:20px}
header span{color:#414d5c}
.grid{display:grid;grid-template-columns:repeat(${COLUMNS},minmax(0,1fr));grid-auto-rows:${ROW_HEIGHT}px;gap:${GAP}px}
section{background:#fff;border:1px solid #d5dbdb;border-radius:4px;padding:10px;overflow:hidden}
section>h4{height:24px;font-size:14px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
svg{display:block;overflow:visible}
.rule{stroke:#e3e6e8}
.mark{stroke:#8d99a8}
.axis{font-size:11px;fill:#414d5c}
.line{fill:none;stroke-width:1.8}
.threshold{stroke:#b3261e;stroke-width:1.2;stroke-dasharray:6 4}
.threshold-label{font-size:11px;fill:#b3261e;paint-order:stroke;stroke:#fff;stroke-width:3px}
.legend{display:flex;flex-wrap:wrap;font-size:11px;line-height:17px}
.legend span{display:flex;align-items:center;gap:4px;margin-right:12px;white-space:nowrap}
.note{font-size:11px;line-height:15px;color:#6b4a00;overflow-wrap:anywhere}
.empty{font-size:12px;color:#6b4a00;overflow-wrap:anywhere}
.empty p+p{margin-top:6px}
pre{margin-top:8px;white-space:pre-wrap;color:#414d5c;font:11px/1.4 "DejaVu Sans Mono",monospace}
code{background:#f2f3f3;padding:1px 4px;border-radius:3px;font-size:12px}
.text h2{font-size:18px;margin-bottom:4px}
.text h3{font-size:15px;margin-bottom:4px}
.text p+p{margin-top:4px}
.numbers{display:flex;align-items:center;justify-content:space-around;text-align:center}
.numbers div{display:grid;gap:2px}
.numbers b{line-height:1.1}
.numbers i{font-style:normal;font-size:11px;color:#414d5c}
.gauges{display:flex}
.arc{fill:none;stroke-width:14}
.value{font-size:26px;font-weight:600}
.alarms{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:6px}
.alarm{border-left:5px solid #8d99a8;background:#f2f3f3;padding:5px 8px;display:grid}
.alarm b{font-size:12px;overflow-wrap:anywhere}
.alarm span{font-size:11px;color:#414d5c}
.alarm.OK{border-color:#1d8102;background:#eef7eb}
.alarm.ALARM{border-color:#b3261e;background:#fdeceb}
.alarm.ALARM span{color:#b3261e;font-weight:600}
.alarm.INSUFFICIENT_DATA{border-color:#6f7b8a}
table{width:100%;border-collapse:collapse;font-size:12px;table-layout:auto}
th,td{text-align:left;padding:2px 8px 2px 0;height:21px;max-width:230px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
th{color:#414d5c;font-weight:600;border-bottom:1px solid #d5dbdb}
td{border-bottom:1px solid #eef0f1}
td.number{text-align:left;font-variant-numeric:tabular-nums}
footer{margin-top:12px;font-size:12px;color:#414d5c}
footer li{margin-left:18px}
`;

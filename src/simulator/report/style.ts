/** The page's looks; they follow the reader's light or dark. Contrast is at least 4.5 to 1 in both. */
export const style = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1b1f26;--soft:#555d6b;--line:#dde1e7;--accent:#1f5fbf;--second:#b3541e;--fill:rgba(31,95,191,.16);--warm:#9a5b00;--high:#b3261e}
@media (prefers-color-scheme:dark){:root{--page:#12151a;--card:#1b2028;--ink:#e7eaef;--soft:#a7b0be;--line:#323a46;--accent:#79aef5;--second:#f0a36b;--fill:rgba(121,174,245,.2);--warm:#f0b54a;--high:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,"Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main,header,nav{max-width:1080px;margin:0 auto;padding:0 20px}
nav{display:flex;gap:6px;justify-content:flex-end;padding-top:16px}
nav label{padding:3px 12px;border:1px solid var(--line);border-radius:99px;background:var(--card);color:var(--soft);cursor:pointer}
.choice{position:absolute;opacity:0}
#zh:checked~nav label[for=zh],#en:checked~nav label[for=en]{background:var(--accent);border-color:var(--accent);color:var(--card)}
#zh:focus-visible~nav label[for=zh],#en:focus-visible~nav label[for=en]{outline:3px solid var(--second);outline-offset:2px}
#zh:checked~* span[lang=en],#en:checked~* span[lang=zh-CN]{display:none}
h1{font-size:1.75rem;margin:.2em 0 .1em}h2{font-size:1.3rem;margin:2em 0 .5em}h3{font-size:1.05rem;margin:1.4em 0 .3em}
p{margin:.4em 0}.soft,small,figcaption{color:var(--soft)}small{font-size:.82em}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;margin:18px 0}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.tile b{display:block;font-size:1.5rem;line-height:1.3}.tile span{color:inherit}.tile>small{display:block}
.card{margin:12px 0}.note{border-left:4px solid var(--warm)}
figure{margin:0}figure svg{display:block;width:100%;height:auto}figcaption{font-size:.85rem;padding-top:6px}
.queues{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:12px}.queues .card{margin:0}.queues h3{margin:.1em 0 .4em}
.wide{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:7px 8px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
thead th{white-space:normal;vertical-align:bottom}tbody tr:last-child>*{border-bottom:0}th:first-child{text-align:left;font-weight:600}thead th{color:var(--soft);font-weight:600}
.bar{display:inline-block;width:72px;height:9px;border-radius:5px;background:var(--line);margin-right:8px;overflow:hidden;vertical-align:middle}
.bar i{display:block;height:100%;background:var(--accent)}.bar.warm i{background:var(--warm)}.bar.high i{background:var(--high)}
footer{max-width:1080px;margin:2.5em auto;padding:0 20px}
@media (max-width:560px){.queues{grid-template-columns:1fr}}
@media print{nav{display:none}body{background:#fff}.card,.wide,.tile{break-inside:avoid}}
`;

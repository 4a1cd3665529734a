namespace Serverless.Archives.Reports;

/// <summary>How the report looks.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1b1b1b; --soft: #505050; --ground: #ffffff; --card: #f3f4f6; --line: #8a8f98; --bar: #1d4ed8; --good: #166534; --review: #854d0e; --bad: #b91c1c; }
        @media (prefers-color-scheme: dark) { :root { --ink: #f1f1f1; --soft: #c2c6cc; --ground: #16181c; --card: #24272e; --line: #6b7280; --bar: #8ab4ff; --good: #86efac; --review: #fcd34d; --bad: #fca5a5; } }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
        ul.tiles, ul.pictures { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .75rem; }
        ul.tiles li { background: var(--card); border-left: .4rem solid var(--line); border-radius: .4rem; padding: .6rem 1rem; min-width: 6rem; }
        ul.tiles strong { display: block; font-size: 1.5rem; }
        li.good { border-color: var(--good) !important; } li.review { border-color: var(--review) !important; } li.refused, li.failed { border-color: var(--bad) !important; }
        ul.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
        ul.pictures li { display: flex; gap: .75rem; background: var(--card); border-radius: .4rem; padding: .6rem; }
        ul.pictures img { width: 7rem; height: 7rem; object-fit: contain; flex: none; background: var(--ground); }
        ul.pictures p { margin: 0 0 .25rem; overflow-wrap: anywhere; } .name, .small { color: var(--soft); font-size: .85rem; } .words { font-weight: 600; }
        table { border-collapse: collapse; } th, td, code { overflow-wrap: anywhere; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; font-weight: normal; } thead th { border-bottom: 1px solid var(--line); font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
        svg { width: 100%; max-width: 40rem; height: auto; } svg rect { fill: var(--bar); } svg line { stroke: var(--line); } svg text { fill: var(--soft); font-size: 12px; }
        summary { cursor: pointer; }
        """;
}

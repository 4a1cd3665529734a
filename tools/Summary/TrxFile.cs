using System.Xml;
using System.Xml.Linq;

namespace Serverless.Summary;

/// <summary>Results as <c>dotnet test --logger trx</c> writes them.</summary>
internal static class TrxFile
{
    /// <exception cref="XmlException">It is cut or no XML.</exception>
    public static List<TestResult> Read(string runner, string path)
    {
        // Names and messages carry what tests are fed with, characters that XML forbids among it.
        using var reader = XmlReader.Create(path, new XmlReaderSettings { CheckCharacters = false });
        return [.. Named(XDocument.Load(reader), "UnitTestResult").Select(element => Of(runner, element))];
    }

    private static TestResult Of(string runner, XElement element)
    {
        var outcome = (string?)element.Attribute("outcome") switch
        {
            "Passed" => TestOutcome.Passed,
            "NotExecuted" => TestOutcome.Skipped,
            _ => TestOutcome.Failed,
        };
        var message = Text(element, "Message") ?? Text(element, "StdOut") ?? "";
        return new TestResult(runner, outcome, (string?)element.Attribute("testName") ?? "", message.Trim());
    }

    private static string? Text(XElement element, string name) => Named(element, name).FirstOrDefault()?.Value;

    private static IEnumerable<XElement> Named(XContainer container, string name) =>
        container.Descendants().Where(element => element.Name.LocalName == name);
}

using System.Globalization;
using System.Text;
using System.Xml;

namespace Serverless.Summary;

/// <summary>
/// Results in the form that pipelines read (JUnit's XML as GitLab takes it: a suite for each runner, a case for each test, with a failure
/// or a skip in it).
/// </summary>
internal static class JUnitFile
{
    private const string HiddenCharacter = "\uFFFD";

    public static void Write(string path, IReadOnlyList<TestResult> results)
    {
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        writer.WriteStartElement("testsuites");
        foreach (var suite in results.GroupBy(result => result.Runner))
            WriteSuite(writer, suite.Key, [.. suite]);
        writer.WriteEndElement();
    }

    private static void WriteSuite(XmlWriter writer, string name, IReadOnlyList<TestResult> results)
    {
        int Count(TestOutcome outcome) => results.Count(result => result.Outcome == outcome);
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", Valid(name));
        writer.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("failures", Count(TestOutcome.Failed).ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("skipped", Count(TestOutcome.Skipped).ToString(CultureInfo.InvariantCulture));
        foreach (var result in results)
            WriteCase(writer, result);
        writer.WriteEndElement();
    }

    private static void WriteCase(XmlWriter writer, TestResult result)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", Valid(result.Runner));
        writer.WriteAttributeString("name", Valid(result.Name));
        if (result.Outcome != TestOutcome.Passed)
        {
            writer.WriteStartElement(result.Outcome == TestOutcome.Failed ? "failure" : "skipped");
            writer.WriteAttributeString("message", Valid(result.Message.Split('\n')[0]));
            if (result.Outcome == TestOutcome.Failed)
                writer.WriteString(Valid(result.Message));
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    /// <summary>Names and messages carry what tests are fed with; characters that XML forbids are shown as U+FFFD.</summary>
    private static string Valid(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isAllowed = rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value);
            valid.Append(isAllowed ? rune.ToString() : HiddenCharacter);
        }

        return valid.ToString();
    }
}

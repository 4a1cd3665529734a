using Mono.Cecil;
using NetArchTest.Rules;

namespace Serverless.Architecture.Tests;

/// <summary>
/// Core knows no host and no cloud; hosts don't know each other; a cloud's name stays in that cloud's projects;
/// rooms take what docs/architecture.md says.
/// </summary>
public sealed class DependencyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("architecture-").FullName;

    public static TheoryData<int, string> All => [.. Rules.All.Select((rule, i) => new TheoryDataRow<int, string>(i, rule.ToString()))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_part_knows_nothing_that_it_should_not(int index, string part)
    {
        var rule = Rules.All.ElementAt(index);
        Assert.Equal(part, rule.ToString());
        Assert.Empty(rule.Breaches(Sources.Types(rule.Project)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_rule_sees_a_type_that_breaks_it(int index, string part)
    {
        var rule = Rules.All.ElementAt(index);
        Assert.All(
            rule.Unknown,
            unknown => Assert.Equal($"{Home(rule)}.Intruder", Assert.Single(rule.Breaches(Intruding(rule, unknown))))
        );
        Assert.Equal(part, rule.ToString());
    }

    [Theory]
    [InlineData(nameof(Intruders.ByRelativeName))]
    [InlineData(nameof(Intruders.InALambda))]
    [InlineData(nameof(Intruders.InAnAsyncMethod))]
    [InlineData(nameof(Intruders.AsAnArgumentOfAGeneric))]
    [InlineData(nameof(Intruders.ByItsTypeAlone))]
    [InlineData("IByConstraint`1")]
    [InlineData(nameof(Intruders.InACompanion))]
    public void However_a_type_knows_another_it_is_seen(string name) =>
        Assert.Contains(Known, type => type.Contains(name, StringComparison.Ordinal));

    [Fact]
    public void A_name_in_a_text_is_no_knowledge() =>
        Assert.DoesNotContain(Known, type => type.Contains(nameof(Intruders.NotAtAll), StringComparison.Ordinal));

    [Fact]
    public void Every_room_of_Core_has_a_line_of_what_it_takes() =>
        Assert.Equal(Sources.Rooms, Rules.Takes.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Core")]
    [InlineData("Storage", "Core")]
    [InlineData("Settings", "Storage", "RemoteCaptioning", "Imaging.Vips", "Imaging.ImageSharp")]
    [InlineData("Fetching", "Settings")]
    [InlineData("Results", "Fetching")]
    [InlineData("Events", "Results")]
    [InlineData("Signing", "Core")]
    [InlineData("Ledger", "Signing", "Storage")]
    [InlineData("Packages", "Core", "Signing", "Storage")]
    [InlineData("Packages.Nuget", "Packages")]
    [InlineData("Captions", "Packages", "Imaging.Vips")]
    [InlineData("Updates", "Core", "Ledger", "Packages", "Settings")]
    [InlineData("Monitoring", "Results")]
    [InlineData("Api", "Events", "Monitoring", "Updates")]
    [InlineData("Imaging.Vips", "Core")]
    [InlineData("Imaging.ImageSharp", "Core")]
    [InlineData("Archives", "Results")]
    [InlineData("Trainer", "Results", "Packages", "Evaluation")]
    [InlineData("Loop", "Ledger", "Packages", "Monitoring", "Trainer", "Updates")]
    [InlineData("Storage.Aws", "Storage")]
    [InlineData("Storage.Azure", "Storage")]
    [InlineData("Storage.Gcp", "Storage")]
    public void A_project_references_those_alone(string project, params string[] others) =>
        Assert.Equal(others, Sources.References(project));

    [Fact]
    public void No_project_but_tests_references_a_host() =>
        Assert.DoesNotContain(
            Sources.Projects.SelectMany(Sources.References),
            reference => reference.StartsWith("Hosts.", StringComparison.Ordinal)
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Known =>
        new Rule("", typeof(Intruders).Namespace, ["Serverless.Core.Imaging"]).Breaches(Types.InAssembly(typeof(Intruders).Assembly));

    private static string Home(Rule rule) => rule.Room ?? "Serverless." + rule.Project;

    /// <summary>An assembly with one type, where the rule holds, that has a field of what it must not know.</summary>
    private Types Intruding(Rule rule, string unknown)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".dll");
        var identity = new AssemblyNameDefinition("Intruding", new Version(1, 0));
        using var assembly = AssemblyDefinition.CreateAssembly(identity, "Intruding", ModuleKind.Dll);
        var module = assembly.MainModule;
        var elsewhere = new AssemblyNameReference("Elsewhere", new Version(1, 0));
        module.AssemblyReferences.Add(elsewhere);
        var isType = typeof(File).Assembly.GetType(unknown) is not null || unknown == "Serverless.Core.JsonFile";
        var (space, name) = isType ? (unknown[..unknown.LastIndexOf('.')], unknown[(unknown.LastIndexOf('.') + 1)..]) : (unknown, "Thing");
        var type = new TypeDefinition(Home(rule), "Intruder", TypeAttributes.Public | TypeAttributes.Class, module.TypeSystem.Object);
        type.Fields.Add(new FieldDefinition("_known", FieldAttributes.Private, new TypeReference(space, name, module, elsewhere)));
        module.Types.Add(type);
        assembly.Write(path);
        return Types.FromFile(path);
    }
}

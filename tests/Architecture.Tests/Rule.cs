using NetArchTest.Rules;

namespace Serverless.Architecture.Tests;

/// <summary>What a part of the code must not know.</summary>
/// <param name="Project">The project.</param>
/// <param name="Room">A namespace of it; null for all of it.</param>
/// <param name="Unknown">Namespaces and types that it must not know, by full name; a namespace stands for all below it.</param>
/// <param name="Except">The end of the names of types that may; null for none.</param>
internal sealed record Rule(string Project, string? Room, IReadOnlyList<string> Unknown, string? Except = null)
{
    /// <summary>Types that break the rule.</summary>
    public IEnumerable<string> Breaches(Types types)
    {
        var subjects = types.That().DoNotHaveNameEndingWith(Except ?? "\0");
        if (Room is not null)
            subjects = subjects.And().ResideInNamespace(Room);
        var broken = subjects.ShouldNot().HaveDependencyOnAny([.. Unknown]).GetResult();
        return broken.FailingTypes.Select(type => type.FullName);
    }

    public override string ToString() => Room ?? Project;
}

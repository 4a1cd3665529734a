namespace Serverless.Core.AltText;

/// <summary>What a language says of people, and how it says the same without what a picture cannot show.</summary>
/// <param name="Nouns">Words for people to the neutral word and what they tell: gender, age, ethnicity or disability; an empty text where
/// the word is neutral itself.</param>
/// <param name="Adjectives">Words before such a noun that are left out, and what they tell.</param>
/// <param name="Anywhere">Words that are left out before any word, and stand for a noun elsewhere.</param>
/// <param name="Objects">Words that have another neutral word where no noun follows.</param>
/// <param name="Following">Words that are no noun, such as "and".</param>
/// <param name="Merged">What neutral words come to together: "a person and a person" to "two people".</param>
/// <param name="Article">The article before a consonant.</param>
/// <param name="VowelArticle">The article before a vowel.</param>
/// <param name="Vowels">First letters that ask for it.</param>
internal sealed record PeopleTerms(
    Dictionary<string, string[]> Nouns,
    Dictionary<string, string> Adjectives,
    HashSet<string> Anywhere,
    Dictionary<string, string> Objects,
    HashSet<string> Following,
    Dictionary<string, string> Merged,
    string Article,
    string VowelArticle,
    string Vowels
);

/// <summary>What a language states as if it were seen.</summary>
/// <param name="Hedges">Words that say that a text is not sure.</param>
/// <param name="Intentions">What people want or think.</param>
/// <param name="Feelings">What they feel.</param>
/// <param name="Relations">What they are to each other.</param>
/// <param name="Introductions">What stands before a name.</param>
internal sealed record CertaintyTerms(string[] Hedges, string[] Intentions, string[] Feelings, string[] Relations, string[] Introductions);

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Serverless.Storage.Files;

namespace Serverless.Storage.Tests;

public sealed class BlobAddressTests
{
    [Theory]
    [InlineData("s3://bucket/key.jpg", "s3", "bucket", "key.jpg")]
    [InlineData("s3://my.bucket-1/in/a b+c%20d.jpg", "s3", "my.bucket-1", "in/a b+c%20d.jpg")]
    [InlineData("s3://bucket/100%", "s3", "bucket", "100%")]
    [InlineData("s3://bucket/%zz%C0%AF%00", "s3", "bucket", "%zz%C0%AF%00")]
    [InlineData("s3://bucket/k?versionId=1", "s3", "bucket", "k?versionId=1")]
    [InlineData("gs://bucket/k#1", "gs", "bucket", "k#1")]
    [InlineData("gs://bucket/#?%", "gs", "bucket", "#?%")]
    [InlineData("s3://bucket/a/../b", "s3", "bucket", "a/../b")]
    [InlineData("s3://bucket/./a/%2E%2E/b", "s3", "bucket", "./a/%2E%2E/b")]
    [InlineData("s3://bucket/tail/", "s3", "bucket", "tail/")]
    [InlineData("s3://bucket///", "s3", "bucket", "//")]
    [InlineData("s3://bucket/tab\there\nand there\n", "s3", "bucket", "tab\there\nand there\n")]
    [InlineData("s3://bucket/back\\slash", "s3", "bucket", "back\\slash")]
    [InlineData("s3://bucket/ lead and trail ", "s3", "bucket", " lead and trail ")]
    [InlineData("s3://bucket/s3://other/key", "s3", "bucket", "s3://other/key")]
    [InlineData("az://account1/photos-in/100%25?#.png", "az", "account1/photos-in", "100%25?#.png")]
    [InlineData("s3://bucket", "s3", "bucket", "")]
    [InlineData("s3://bucket//lead.jpg", "s3", "bucket", "/lead.jpg")]
    [InlineData("gs://bucket_x/höhe%3F.png", "gs", "bucket_x", "höhe%3F.png")]
    [InlineData("az://account1/photos-in/in/x.png", "az", "account1/photos-in", "in/x.png")]
    [InlineData("az://account1/$root/x.png", "az", "account1/$root", "x.png")]
    [InlineData("file:///home/a%25b/x.png", "file", "", "home/a%b/x.png")]
    [InlineData("file:///home/a%20b%3F%23/tab%09/new%0Aline.png", "file", "", "home/a b?#/tab\t/new\nline.png")]
    public void Addresses_are_read_and_written(string text, string scheme, string container, string key)
    {
        var address = BlobAddress.Parse(text).Value!;
        Assert.Equal(new BlobAddress(scheme, container, key), address);
        Assert.Equal(address, BlobAddress.Parse(address.ToString()).Value);
        if (scheme != "file" && key.Length > 0)
            Assert.Equal(text, address.ToString()); // to the last character
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://b/k")]
    [InlineData("s3://user:key@bucket/k")]
    [InlineData("s3://bucket:9000/k")]
    [InlineData("S3://bucket/k")]
    [InlineData("s3:/bucket/k")]
    [InlineData("s3://bucket\n/k")]
    [InlineData("file:///k?versionId=1")]
    [InlineData("file:///k#1")]
    [InlineData("file:///100%")]
    [InlineData("file:///%zz")]
    [InlineData("file:///%C0%AF")]
    [InlineData("file:///%00")]
    [InlineData("file:///a/../b")]
    [InlineData("file:///a/%2E%2E/b")]
    [InlineData("file:///a%2F..%2Fb")]
    [InlineData("az://account/x")]
    [InlineData("az://ACCOUNT/photos/x")]
    [InlineData("gs://Bucket/x")]
    [InlineData("file://host/path")]
    [InlineData("http://bucket/key")]
    [InlineData("C:\\x")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.Equal(StoreFailureReason.InvalidAddress, BlobAddress.Parse(text).Failure?.Reason);

    [Theory]
    [InlineData("s3://bucket/in/x.jpg", "s3://bucket/in/", "x.jpg")]
    [InlineData("s3://bucket/in/x.jpg", "s3://bucket/in", "x.jpg")]
    [InlineData("s3://bucket/in/x.jpg", "s3://bucket", "in/x.jpg")]
    [InlineData("s3://bucket/in-other/x.jpg", "s3://bucket/in", null)]
    [InlineData("s3://bucket/in", "s3://bucket/in", null)]
    [InlineData("s3://bucket2/in/x.jpg", "s3://bucket/in", null)]
    [InlineData("gs://bucket/in/x.jpg", "s3://bucket/in", null)]
    public void Below_means_whole_segments(string address, string folder, string? rest) =>
        Assert.Equal(rest, BlobAddress.Parse(address).Value!.Below(BlobAddress.Parse(folder).Value!));

    [Property(MaxTest = 3_000, Arbitrary = [typeof(AnyKey)])]
    public void Every_key_survives_its_address_and_its_file_name(string key)
    {
        var address = new BlobAddress("s3", "bucket", key);
        var file = new BlobAddress("file", "", key);
        Assert.Equal(address, BlobAddress.Parse(address.ToString()).Value);
        Assert.Equal(file, BlobAddress.Parse(file.ToString()).Value);
        Assert.Equal(key, Back(new FileNames(false), key));
        Assert.Equal(key, Back(new FileNames(true), key));
    }

    [Fact]
    public void Every_key_that_a_cloud_takes_stands_in_its_address_as_it_is()
    {
        string[] alphabet =
        [
            "a",
            "/",
            "//",
            ".",
            "..",
            "/../",
            "/./",
            "%",
            "%25",
            "%2F",
            "?",
            "#",
            "+",
            " ",
            "\\",
            "&",
            "=",
            "\"",
            "'",
            "\t",
            "\n",
            "\r\n",
            "\u007F",
            "é",
            "e\u0301",
            "日",
            "\uD83D\uDE00",
            "\u202E",
            "\uFEFF",
            "://",
            "{caller}",
        ];
        var keys = Gen.Choose(1, 60)
            .SelectMany(length => Gen.Elements<string>(alphabet).ArrayOf(length))
            .Select(parts => string.Concat(parts));
        var places = Gen.Elements(("s3", "bucket"), ("gs", "bucket"), ("az", "account/container"));
        Prop.ForAll(
                keys.Zip(places).ToArbitrary(),
                one =>
                {
                    var (key, (scheme, container)) = one;
                    var address = new BlobAddress(scheme, container, key);
                    return address.ToString() == $"{scheme}://{container}/{key}"
                        && BlobAddress.Parse(address.ToString()).Value == address
                        && BlobAddress.IsAddress(address.ToString());
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Theory]
    [InlineData("a\tb.jpg", "a tab")]
    [InlineData("a\nb.jpg", "a line feed")]
    [InlineData("a\rb.jpg", "a carriage return")]
    [InlineData("a\u0007b.jpg", "the control character U+0007")]
    [InlineData("a\0b.jpg", "the control character U+0000")]
    [InlineData("a\uFFFFb.jpg", "U+FFFF, which is no character")]
    [InlineData("a/../b.jpg", "a segment is . or ..")]
    public void What_no_store_may_hold_is_said_by_name(string key, string why) =>
        Assert.Contains(why, BlobKey.Validate(key)!.Detail, StringComparison.Ordinal);

    [Fact]
    public void Names_on_Windows_hold_nothing_that_Windows_refuses()
    {
        var path = new FileNames(isWindows: true).PathOf("a:b*c?/trail. /x<y>|\"\\z.");
        Assert.DoesNotContain(path, letter => ":*?<>|\"\\".Contains(letter, StringComparison.Ordinal));
        Assert.All(path.Split('/'), name => Assert.False(name.EndsWith('.') || name.EndsWith(' ')));
    }

    [Fact]
    public void A_long_segment_is_carried_on_in_folders_of_names_that_are_short_enough()
    {
        var names = FileNames.Current.PathOf(new string('日', 330)).Split(Path.DirectorySeparatorChar);
        Assert.True(names.Length > 1);
        Assert.All(names, name => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 1, 255));
    }

    /// <summary>Keys of letters that addresses, file names and Windows treat in ways of their own.</summary>
    private static class AnyKey
    {
        private const string Letters = "ab/.%+ é日\uD83D\uDE00#?\\:*<>|\"'\uF000\uF025\uF02F\uF02B\uF0FF-CON";

        public static Arbitrary<string> Keys()
        {
            var units = System.Globalization.StringInfo.GetTextElementEnumerator(Letters); // the surrogate pair stays whole
            var alphabet = new List<string>();
            while (units.MoveNext())
                alphabet.Add(units.GetTextElement());
            var keys = Gen.Choose(1, 400)
                .SelectMany(length => Gen.Elements<string>(alphabet).ArrayOf(length))
                .Select(parts => string.Concat(parts));
            var shrinks = ArbMap.Default.ArbFor<string>();
            return Arb.From(keys, key => shrinks.Shrinker(key).OfType<string>()).Filter(key => BlobKey.Validate(key) is null);
        }
    }

    /// <summary>The key that a listing would make of the path.</summary>
    private static string Back(FileNames names, string key)
    {
        var text = new System.Text.StringBuilder();
        var isFirst = true;
        foreach (var name in names.PathOf(key).Split(Path.DirectorySeparatorChar))
        {
            if (!isFirst)
                text.Append('/');
            text.Append(names.SegmentOf(name, out var continues) ?? throw new InvalidOperationException($"{name} is no name of ours"));
            isFirst = continues;
        }

        return text.ToString();
    }
}

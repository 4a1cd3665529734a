using Serverless.Packages.Contract;

namespace Serverless.Packages.Gate;

/// <summary>
/// Goes through an ONNX file (onnx.proto) without running or holding it: operators, opsets, inputs and outputs, files of weights, and
/// tensors whose size is a constant of the graph. Numbers in brackets are those of the fields in onnx.proto.
/// </summary>
internal sealed class OnnxReader
{
    private const int MaxDepth = 32,
        MaxConstants = 64;

    private readonly ProtobufReader _reader;
    private readonly OnnxFile _file = new();
    private readonly List<OnnxNode> _sized = [];
    private readonly Dictionary<string, List<long>> _constants = new(StringComparer.Ordinal);

    private OnnxReader(Stream stream) => _reader = new ProtobufReader(stream);

    /// <exception cref="InvalidDataException">The file is damaged or nested too deeply.</exception>
    public static OnnxFile Read(string path)
    {
        using var stream = new BufferedStream(File.OpenRead(path), 64 << 10);
        var reader = new OnnxReader(stream);
        reader.ReadModel();
        reader.NoteSizes();
        reader._file.Inputs.RemoveAll(input => reader._file.Initializers.Contains(input.Name));
        return reader._file;
    }

    /// <summary>At the end: weights stand behind the operators that take them.</summary>
    private void NoteSizes()
    {
        foreach (var node in _sized)
        {
            if (ConstantSize.Of(node, _constants) is { } elements)
                _file.Note(elements * ConstantSize.BytesOfElement, node.FullName);
        }
    }

    private void ReadModel()
    {
        while (_reader.Next(out var field))
        {
            switch (field)
            {
                case 7:
                    _reader.ReadMessage(() => ReadGraph(0));
                    break;
                case 8:
                    _reader.ReadMessage(ReadOpset);
                    break;
                case 20: // training_info
                    throw new InvalidDataException("It holds graphs for training.");
                case 25:
                    _reader.ReadMessage(ReadFunction);
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }
    }

    private void ReadOpset()
    {
        var (domain, version) = ("", 0L);
        while (_reader.Next(out var field))
        {
            if (field == 1)
                domain = _reader.ReadString();
            else if (field == 2)
                version = _reader.ReadInt64();
            else
                _reader.Skip();
        }

        var name = OperatorList.DomainOf(domain);
        _file.Opsets[name] = Math.Max(version, _file.Opsets.GetValueOrDefault(name));
    }

    private void ReadFunction()
    {
        var (domain, name) = ("", "");
        while (_reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    name = _reader.ReadString();
                    break;
                case 7:
                    _reader.ReadMessage(() => ReadNode(1));
                    break;
                case 9:
                    _reader.ReadMessage(ReadOpset);
                    break;
                case 10:
                    domain = _reader.ReadString();
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        _file.Functions.Add($"{OperatorList.DomainOf(domain)}:{name}");
    }

    private void ReadGraph(int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("Its graphs are nested too deeply.");
        while (_reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    _reader.ReadMessage(() => ReadNode(depth));
                    break;
                case 5:
                    _reader.ReadMessage(() => ReadTensor(isInitializer: true));
                    break;
                case 11 when depth == 0:
                    _reader.ReadMessage(() => _file.Inputs.Add(ReadValue()));
                    break;
                case 12 when depth == 0:
                    _reader.ReadMessage(() => _file.Outputs.Add(ReadValue()));
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }
    }

    private void ReadNode(int depth)
    {
        var node = new OnnxNode();
        while (_reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    node.Inputs.Add(_reader.ReadString());
                    break;
                case 2:
                    node.Outputs.Add(_reader.ReadString());
                    break;
                case 4:
                    node.Operator = _reader.ReadString();
                    break;
                case 5:
                    _reader.ReadMessage(() => ReadAttribute(node, depth));
                    break;
                case 7:
                    node.Domain = _reader.ReadString();
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        _file.Operators.Add(node.FullName);
        if (node is { Operator: "Constant", Value: { } value, Outputs: [var output, ..] })
            _constants[output] = value;
        if (ConstantSize.IsSized(node))
            _sized.Add(node);
    }

    private void ReadAttribute(OnnxNode node, int depth)
    {
        var (name, numbers) = ("", new List<long>());
        while (_reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    name = _reader.ReadString();
                    break;
                case 3 or 8:
                    _reader.ReadInt64s(numbers, MaxConstants);
                    break;
                case 5 or 10:
                    _reader.ReadMessage(() => node.Value = ReadTensor(isInitializer: false));
                    break;
                case 6 or 11:
                    _reader.ReadMessage(() => ReadGraph(depth + 1));
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        if (numbers.Count > 0)
            node.Numbers[name] = numbers;
        if (name is "value_ints" or "value_int")
            node.Value = numbers;
    }

    /// <returns>Its numbers where they are few and integers; else null.</returns>
    private List<long>? ReadTensor(bool isInitializer)
    {
        var tensor = new OnnxTensor();
        while (_reader.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    _reader.ReadInt64s(tensor.Sizes, MaxConstants);
                    break;
                case 2:
                    tensor.Type = (int)_reader.ReadInt64();
                    break;
                case 7:
                    _reader.ReadInt64s(tensor.Numbers, MaxConstants);
                    break;
                case 8:
                    tensor.Name = _reader.ReadString();
                    break;
                case 9 when _reader.Left <= 8 * MaxConstants + 16:
                    tensor.Numbers.AddRange(ProtobufReader.Int64s(_reader.ReadBytes(8 * MaxConstants + 16)));
                    break;
                case 13:
                    _reader.ReadMessage(() => ReadExternal(tensor));
                    break;
                case 14:
                    tensor.IsExternal = _reader.ReadInt64() == 1;
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        if (tensor.IsExternal || tensor.Location is not null)
            _file.ExternalFiles.Add(tensor.Location ?? "");
        _file.Note(ConstantSize.Product(tensor.Sizes) * (UInt128)Math.Max(1, tensor.BytesOfElement), $"the tensor '{tensor.Name}'");
        var numbers = tensor.Type == OnnxTensor.Int64 && tensor.Numbers.Count is > 0 and <= MaxConstants ? tensor.Numbers : null;
        if (isInitializer)
            _file.Initializers.Add(tensor.Name);
        if (isInitializer && numbers is not null)
            _constants[tensor.Name] = numbers;
        return numbers;
    }

    private void ReadExternal(OnnxTensor tensor)
    {
        var (key, value) = ("", "");
        while (_reader.Next(out var field))
        {
            if (field == 1)
                key = _reader.ReadString();
            else if (field == 2)
                value = _reader.ReadString();
            else
                _reader.Skip();
        }

        if (key == "location")
            tensor.Location = value;
    }

    private TensorContract ReadValue()
    {
        var (name, type, sizes) = ("", 0L, new List<long>());
        while (_reader.Next(out var field))
        {
            if (field == 1)
                name = _reader.ReadString();
            else if (field == 2) // TypeProto
                ReadField(1, () => (type, sizes) = ReadTensorType());
            else
                _reader.Skip();
        }

        return new TensorContract(name, OnnxTensor.NameOf((int)type), sizes);
    }

    private (long Type, List<long> Sizes) ReadTensorType()
    {
        var (type, sizes) = (0L, new List<long>());
        while (_reader.Next(out var field))
        {
            if (field == 1)
                type = _reader.ReadInt64();
            else if (field == 2) // TensorShapeProto
                ReadField(1, () => sizes.Add(ReadDimension()));
            else
                _reader.Skip();
        }

        return (type, sizes);
    }

    private long ReadDimension()
    {
        var size = -1L;
        while (_reader.Next(out var field))
        {
            if (field == 1)
                size = _reader.ReadInt64();
            else
                _reader.Skip();
        }

        return size;
    }

    /// <summary>Reads a message within the field, and in it those of one number.</summary>
    private void ReadField(int wanted, Action read) =>
        _reader.ReadMessage(() =>
        {
            while (_reader.Next(out var field))
            {
                if (field == wanted)
                    _reader.ReadMessage(read);
                else
                    _reader.Skip();
            }
        });
}

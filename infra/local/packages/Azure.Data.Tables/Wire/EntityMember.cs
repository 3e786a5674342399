using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>One property or field of a class, with compiled access and the codec of its type.</summary>
internal abstract class EntityMember
{
    private protected EntityMember(MemberInfo member)
    {
        string name = member.GetCustomAttribute<DataMemberAttribute>()?.Name ?? member.Name;
        Name = name;
        WireName = string.Equals(name, nameof(ITableEntity.ETag), StringComparison.Ordinal) ? EntityProperties.ETag : name;
        EncodedName = JsonEncodedText.Encode(name);
        EncodedAnnotation = JsonEncodedText.Encode(name + EntityProperties.TypeSuffix);
    }

    /// <summary>The name in responses, where an ETag is a system property.</summary>
    public string WireName { get; }

    public abstract bool CanWrite { get; }

    /// <summary>Whether it is part of a request: the service keeps ETag and Timestamp itself.</summary>
    public bool IsSent => CanRead && Name is not (nameof(ITableEntity.ETag) or EntityProperties.Timestamp);

    protected abstract bool CanRead { get; }

    protected JsonEncodedText EncodedName { get; }

    protected JsonEncodedText EncodedAnnotation { get; }

    private string Name { get; }

    public static EntityMember Create(MemberInfo member)
    {
        Type type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        return (EntityMember)Activator.CreateInstance(typeof(EntityMember<>).MakeGenericType(type), member)!;
    }

    public abstract void Write(Utf8JsonWriter writer, object entity);

    /// <summary>Sets the member from the value that the reader is on.</summary>
    public abstract void Read(ref Utf8JsonReader reader, object entity);
}

internal sealed class EntityMember<T> : EntityMember
{
    private readonly EdmCodec<T> _codec = EdmCodec<T>.Default;
    private readonly Func<object, T>? _get;
    private readonly Action<object, T>? _set;

    public EntityMember(MemberInfo member)
        : base(member)
    {
        bool readable = member is not PropertyInfo { GetMethod: not { IsPublic: true } };
        bool writable = member is PropertyInfo { SetMethod.IsPublic: true } or FieldInfo { IsInitOnly: false };
        ParameterExpression entity = Expression.Parameter(typeof(object));
        ParameterExpression value = Expression.Parameter(typeof(T));
        MemberExpression access = Expression.MakeMemberAccess(Expression.Convert(entity, member.DeclaringType!), member);
        _get = readable ? Expression.Lambda<Func<object, T>>(access, entity).Compile() : null;
        _set = writable ? Expression.Lambda<Action<object, T>>(Expression.Assign(access, value), entity, value).Compile() : null;
    }

    public override bool CanWrite => _set is not null;

    protected override bool CanRead => _get is not null;

    public override void Write(Utf8JsonWriter writer, object entity)
    {
        T value = _get!(entity);
        writer.WritePropertyName(EncodedName);
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        _codec.Write(writer, value);
        if (_codec.Annotation is JsonEncodedText annotation)
        {
            writer.WriteString(EncodedAnnotation, annotation);
        }
    }

    public override void Read(ref Utf8JsonReader reader, object entity) =>
        _set!(entity, reader.TokenType == JsonTokenType.Null ? default! : _codec.Read(ref reader));
}
